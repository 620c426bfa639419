"""The training loop that the three programs share: schedule, averaged weights, checkpoints, a log.

The rate warms up, stays constant, and decays when it is told to: after so many images, or between two times of the clock.
The checkpoint at the end of the constant phase is kept (NAME-constant.pt): a longer training goes on from there.
On a CPU two processes of one thread each share a step, which is faster than two threads in one; a GPU has one process.
"""

import argparse
import csv
import datetime
import os
import subprocess
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist

SAVE_SECONDS = 240


def arguments(about: str, **defaults):
    """The options of every training program; `defaults` sets rate, batch and seed."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", help="folder that data.py has written")
    parser.add_argument("out", help="checkpoint to write, NAME.pt")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--processes", type=int, default=1, help="on a CPU: processes that share a step")
    parser.add_argument("--batch", type=int, default=defaults["batch"], help="pictures a step")
    parser.add_argument("--rate", type=float, default=defaults["rate"])
    parser.add_argument("--warmup", type=int, default=20_000, help="images")
    parser.add_argument("--average", type=float, default=0.999, help="decay of the averaged weights")
    parser.add_argument("--seed", type=int, default=defaults["seed"])
    parser.add_argument("--resume", help="checkpoint to go on from")
    parser.add_argument("--float32", action="store_true", help="do without bfloat16")
    parser.add_argument("--decay-from", type=int, help="image at which the decay begins")
    parser.add_argument("--images", type=int, help="image at which the training ends")
    parser.add_argument("--decay-at", help="HH:MM, or at once: 'now'")
    parser.add_argument("--until", help="HH:MM")
    parser.add_argument("--steps", type=int, help="stop after so many, to measure the speed")
    return parser


def clock(text: str) -> float:
    if text == "now":
        return time.time()
    hour, minute = map(int, text.split(":"))
    return datetime.datetime.now().replace(hour=hour, minute=minute, second=0).timestamp()


class Decay:
    """How far the decay has come: below 0 before it, 1 at the end."""

    def __init__(self, given):
        if given.images:
            self.start, self.end, self.clock = given.decay_from or int(given.images * 0.78), given.images, False
        else:
            self.end, self.clock = clock(given.until), True
            self.start = clock(given.decay_at) if given.decay_at else time.time() + 0.78 * (self.end - time.time())

    def at(self, images: int) -> float:
        return ((time.time() if self.clock else images) - self.start) / (self.end - self.start)


def start_processes(given):
    """Starts the processes that share a step, waits for them, and returns this one's number in each of them."""
    if given.processes == 1:
        return 0
    if "RANK" not in os.environ:
        port = str(20000 + os.getpid() % 20000)
        common = dict(os.environ, MASTER_ADDR="127.0.0.1", MASTER_PORT=port, WORLD_SIZE=str(given.processes), OMP_NUM_THREADS="1")
        children = [subprocess.Popen([sys.executable, *sys.argv], env=dict(common, RANK=str(i))) for i in range(given.processes)]
        sys.exit(max(child.wait() for child in children))
    dist.init_process_group("gloo")
    return dist.get_rank()


def train(given, network, groups, make_batch, losses):
    """Trains until the decay has come to its end.

    make_batch(step, images, progress, part, parts) gives the inputs and the targets of this process;
    losses(outputs, targets) gives what to minimize, and a dict of numbers for the log.
    """
    rank, parts = start_processes(given), given.processes
    if given.device == "cpu":
        torch.set_num_threads(1)
    out, device = Path(given.out), torch.device(given.device)
    network.to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(groups, lr=given.rate, betas=(0.9, 0.99))
    shares = [group.get("share", 1) for group in optimizer.param_groups]
    averaged = {key: value.clone() for key, value in network.state_dict().items()}
    step = images = 0
    kept_constant = False
    if given.resume:
        kept = torch.load(given.resume, map_location=device)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        averaged, step, images = kept["ema"], kept["step"], kept["images"]
        kept_constant = kept["decay"] > 0
    decay, first, last_save, mean = Decay(given), step, time.time(), {}

    def save(path, progress):
        kept = dict(ema=averaged, network=network.state_dict(), optimizer=optimizer.state_dict())
        kept.update(step=step, images=images, decay=progress, seed=given.seed, batch=given.batch, rate=given.rate)
        torch.save(kept, str(path) + ".part")
        os.replace(str(path) + ".part", path)

    began = since = time.time()
    while True:
        progress = agree(decay.at(images), parts)
        if progress >= 0 and not kept_constant:
            kept_constant = True
            if rank == 0:
                save(out.with_name(out.stem + "-constant.pt"), progress)
        if progress >= 1 or step - first == given.steps:
            break
        rate = given.rate * min(1, images / given.warmup + 0.01, max(1 - progress, 0.005))
        for group, share in zip(optimizer.param_groups, shares):
            group["lr"] = rate * share
        inputs, targets = make_batch(step, images, progress, rank, parts)
        with torch.autocast(device.type, torch.bfloat16, enabled=not given.float32):
            outputs = network(*(x.contiguous(memory_format=torch.channels_last) for x in inputs))
        loss, numbers = losses(outputs, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        share_gradients(network, parts)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        step, images = step + 1, images + len(inputs[0]) * parts
        average(averaged, network, min(given.average, step / (step + 20)))
        if step % 20 == 0:
            numbers = {key: float(value) for key, value in numbers.items()}
            mean = numbers if not mean else {key: 0.8 * mean[key] + 0.2 * numbers[key] for key in mean}
        if rank == 0 and (step % 200 == 0 or step - first == given.steps):
            speed = (200 if step - first >= 200 else step - first) * len(inputs[0]) * parts / (time.time() - since)
            since = time.time()
            row = dict(step=step, images=images, seconds=round(time.time() - began), rate=f"{rate:.5f}", images_per_second=f"{speed:.0f}")
            log(out.with_suffix(".csv"), row | {key: f"{value:.4f}" for key, value in mean.items()})
        if rank == 0 and time.time() - last_save > SAVE_SECONDS:
            last_save = time.time()
            save(out, progress)
    if rank == 0:
        save(out, progress)


def agree(number: float, parts: int) -> float:
    """The number of the first process, for the clocks of two are never equal."""
    if parts == 1:
        return number
    shared = torch.tensor([number], dtype=torch.float64)
    dist.broadcast(shared, 0)
    return shared.item()


def share_gradients(network, parts: int):
    if parts == 1:
        return
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    flat = torch.cat([g.reshape(-1) for g in gradients])
    dist.all_reduce(flat)
    for gradient, mean in zip(gradients, (flat / parts).split([g.numel() for g in gradients])):
        gradient.copy_(mean.view_as(gradient))


@torch.no_grad()
def average(averaged: dict, network, decay: float):
    for key, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            averaged[key].lerp_(value, 1 - decay)
        else:
            averaged[key].copy_(value)


def log(path: Path, row: dict):
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, row)
        if new:
            writer.writeheader()
        writer.writerow(row)
