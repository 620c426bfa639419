# The program saliency with the FFmpeg of Debian: docker build -t saliency . && docker run --rm saliency --help
FROM node:22.21-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
# What serves many machines is optional, and so named here; what comes with an FFmpeg of its own is not needed.
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && npm install --no-save --omit=dev --ignore-scripts bullmq@^6.0.0 \
  && rm -rf node_modules/ffmpeg-static node_modules/@ffmpeg-installer node_modules/@ffprobe-installer

FROM node:22.21-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data /store \
  && chown node:node /data /store
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
RUN ln -s /app/bin/saliency.js /usr/local/bin/saliency
ENV NODE_ENV=production
ENV FFMPEG_PATH=/usr/bin/ffmpeg
ENV FFPROBE_PATH=/usr/bin/ffprobe
USER node
VOLUME /data /store
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["saliency"]
# Any address but that of one machine needs a token: docker run -e SALIENCY_TOKEN=… -p 127.0.0.1:8080:8080 saliency
CMD ["serve", "--host", "0.0.0.0", "--data", "/data", "--log", "json"]
