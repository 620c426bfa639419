/** Names of the color maps. */
export const colormapNames = ['turbo', 'inferno', 'magma', 'viridis', 'hot', 'jet', 'gray'] as const;

/** One of the known color maps. */
export type ColormapName = (typeof colormapNames)[number];

/**
 * Makes the colors of 256 levels, from the lowest to the highest: 768 bytes, RGB after RGB.
 *
 * turbo, inferno, magma and viridis are interpolated between every fifth color of the originals and stay within one
 * level of them.
 *
 * A. Mikhailov, "Turbo, An Improved Rainbow Colormap for Visualization", Google AI blog 2019 (Apache-2.0).
 * S. van der Walt and N. Smith, inferno, magma and viridis, matplotlib 1.5, 2015 (CC0).
 */
export function colormap(name: ColormapName): Uint8Array {
  const colors = definitions[name];
  return typeof colors === 'string' ? fromAnchors(colors) : fromFormula(...colors);
}

const definitions: Readonly<Record<ColormapName, string | readonly ((t: number) => number)[]>> = {
  turbo:
    '30123b36215f3b2f803f3e9c424bb54559cb4666dd4773eb4680f6458cfd4099ff38a5fb2fb2f427bee91fc9dd1ad4d018ddc21a' +
    'e4b622ebaa2ff19b3ff68a52fa7a65fd6979fe598bff4b9cfe40a9fb39b7f735c3f134d0ea34dbe236e5d938eecf3af5c53afaba' +
    '39fdae35fea130fe932afc8423f9751df46617ef5811e84b0ce14109d83706ce2d04c32503b71d02a916019b0f018b09027a0403',
  inferno:
    '00000402020c0504170a072210092d160b391e0c45260c512f0a5b380962400a67490b6a510e6c59106e61136e69166e71196e78' +
    '1c6d801f6c88226a902568982766a02a63a82e5fb0315bb73557bf3952c63d4dcc4248d34743d94d3ddf5337e45a31e9612bed69' +
    '25f1711ff47918f78212f98b0bfa9407fb9d07fca60cfcb014fbba1ffac42af8cd37f6d746f4e156f2ea69f2f27df5f992fcffa4',
  magma:
    '00000402020b0504160907200e0b2b140e361a104221114e29115a311165390f6e420f754a107952137c5a167e6219806a1c8172' +
    '1f81792282812581892881912b81992d80a1307eaa337db2357bba3878c23b75ca3e72d2426fd9466be04c67e75263ec5860f160' +
    '5df4695cf7725cf97b5dfb8560fc8e64fd9869fea16efeaa74feb47bfebd82fec68afecf92fed89afde2a3fdebacfcf4b6fcfdbf',
  viridis:
    '44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d33638d31' +
    '688e2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa8328ae802eb37c35b7' +
    '793dbc7446c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51dfde725',
  hot: [(t) => (8 / 3) * t, (t) => (8 / 3) * t - 1, (t) => 4 * t - 3],
  jet: [(t) => 1.5 - Math.abs(4 * t - 3), (t) => 1.5 - Math.abs(4 * t - 2), (t) => 1.5 - Math.abs(4 * t - 1)],
  gray: [(t) => t, (t) => t, (t) => t],
};

/** Spreads equally spaced colors, given as hexadecimal RRGGBB, over 256 levels. */
function fromAnchors(hex: string): Uint8Array {
  const last = hex.length / 6 - 1;
  const channel = (anchor: number, c: number) =>
    Number.parseInt(hex.slice(6 * anchor + 2 * c, 6 * anchor + 2 * c + 2), 16);
  const colors = new Uint8Array(768);
  for (let level = 0; level < 256; level++) {
    const position = (level / 255) * last;
    const left = Math.min(Math.floor(position), last - 1);
    for (let c = 0; c < 3; c++) {
      const from = channel(left, c);
      colors[3 * level + c] = Math.round(from + (position - left) * (channel(left + 1, c) - from));
    }
  }
  return colors;
}

/** Evaluates one function a channel at the levels 0, 1/255, …, 1; what leaves [0, 1] is clipped. */
function fromFormula(...channels: ((t: number) => number)[]): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, i) => {
    const value = channels[i % 3]!(Math.floor(i / 3) / 255);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
}
