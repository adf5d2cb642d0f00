#!/usr/bin/env python3
"""Trains a small convolutional classifier on scikit-learn's 8x8 handwritten digits.

    pip install -r requirements.txt && python3 train.py

Takes about half a minute on a CPU and writes beside itself:

    digits.onnx            `image` [N, 1, 8, 8], gray values in 0..1, to `logits` [N, 10]
    held-out/images.npy    all images that training did not see, float32 [360, 1, 8, 8]
    held-out/labels.txt    their digits, one a line
    held-out/NN.png        two of each digit, 8-bit gray
    held-out/png-labels.txt   the names and digits of the PNG files

The data come from the UCI repository (Alpaydin and Kaynak, "Optical Recognition of Handwritten
Digits", 1998); scikit-learn ships 1797 of them, with gray values 0..16.
"""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

FOLDER = Path(__file__).resolve().parent
EPOCHS = 60
BATCH = 32
PNGS_PER_DIGIT = 2


def load_images() -> tuple[np.ndarray, np.ndarray]:
    """8-bit gray images [1797, 8, 8] and their digits. The network sees what a PNG can hold."""
    digits = load_digits()
    return np.rint(digits.images * 255 / 16).astype(np.uint8), digits.target


def to_input(images: np.ndarray) -> np.ndarray:
    return (images.astype(np.float32) / 255)[:, np.newaxis]


def conv_bn_relu(channels_in: int, channels_out: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, stride, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
    )


def build_network() -> nn.Sequential:
    return nn.Sequential(
        conv_bn_relu(1, 32, stride=1),
        conv_bn_relu(32, 64, stride=2),
        conv_bn_relu(64, 64, stride=1),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 10),
    )


def shift(images: torch.Tensor) -> torch.Tensor:
    """Moves a batch by at most one pixel in each direction, so that place matters less."""
    dy, dx = (int(torch.randint(3, ())) for _ in range(2))
    return nn.functional.pad(images, (1, 1, 1, 1))[:, :, dy : dy + 8, dx : dx + 8]


def train(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> None:
    steps = EPOCHS * -(-len(images) // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=steps)
    network.train()
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images)).split(BATCH):
            optimizer.zero_grad()
            logits = network(shift(images[batch]))
            nn.functional.cross_entropy(logits, labels[batch]).backward()
            optimizer.step()
            schedule.step()
    network.eval()


def export(network: nn.Module) -> None:
    torch.onnx.export(
        network,
        (torch.zeros(1, 1, 8, 8),),
        FOLDER / "digits.onnx",
        opset_version=17,
        dynamo=False,
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}},
    )


def save_held_out(images: np.ndarray, labels: np.ndarray) -> None:
    folder = FOLDER / "held-out"
    folder.mkdir(exist_ok=True)
    np.save(folder / "images.npy", to_input(images))
    (folder / "labels.txt").write_text("".join(f"{label}\n" for label in labels))
    chosen = np.concatenate([np.flatnonzero(labels == d)[:PNGS_PER_DIGIT] for d in range(10)])
    lines = []
    for number, index in enumerate(chosen):
        name = f"{number:02}.png"
        Image.fromarray(images[index]).save(folder / name)
        lines.append(f"{name} {labels[index]}\n")
    (folder / "png-labels.txt").write_text("".join(lines))


def main() -> None:
    torch.manual_seed(0)
    images, labels = load_images()
    split = train_test_split(images, labels, test_size=360, stratify=labels, random_state=0)
    train_images, test_images, train_labels, test_labels = split
    network = build_network()
    train(network, torch.from_numpy(to_input(train_images)), torch.from_numpy(train_labels))
    with torch.no_grad():
        predicted = network(torch.from_numpy(to_input(test_images))).argmax(1).numpy()
    correct = int((predicted == test_labels).sum())
    print(f"{correct} of {len(test_labels)} held-out digits right ({correct / len(test_labels):.1%})")
    export(network)
    save_held_out(test_images, test_labels)


if __name__ == "__main__":
    main()
