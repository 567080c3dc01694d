"""``python -m loadtest.deployment.acd --config FILE``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from loadtest.deployment.acd.config import ConfigError, load_config
from loadtest.deployment.acd.process import main


def run(arguments: list[str] | None = None) -> int:
    """Read the configuration and run the call distributor; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.deployment.acd",
        description="SIP call distributor of the reference deployment; loopback only.",
    )
    parser.add_argument("--config", type=Path, required=True, help="JSON or TOML file")
    try:
        config = load_config(parser.parse_args(arguments).config)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return main(config)


if __name__ == "__main__":
    sys.exit(run())
