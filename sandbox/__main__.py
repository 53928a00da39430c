"""`python -m sandbox world --seed 2026 --out DIR` and `python -m sandbox serve --world DIR --port 8900`."""

import argparse
from pathlib import Path

import uvicorn

from sandbox.server import Sandbox
from sandbox.world import write


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local GitHub and Gitee with a made-up campus.")
    verbs = parser.add_subparsers(required=True, dest="verb")
    world = verbs.add_parser("world", help="write the campus: world.json, roster.csv, labels.csv, sandbox.json")
    world.add_argument("--seed", type=int, default=2026)
    world.add_argument("--out", type=Path, required=True)
    serve = verbs.add_parser("serve", help="answer as both forges on 127.0.0.1")
    serve.add_argument("--world", type=Path, required=True)
    serve.add_argument("--port", type=int, default=8900)
    serve.add_argument("--log", type=Path, help="write a JSON line for each request there too")
    serve.add_argument(
        "--redirect-uri", action="append", help="registered callback addresses (prefixes); without one, anything on loopback"
    )
    options = parser.parse_args()
    if options.verb == "world":
        write(options.seed, options.out)
        return
    app = Sandbox(options.world, f"http://127.0.0.1:{options.port}", options.log, options.redirect_uri)
    uvicorn.run(
        app, host="127.0.0.1", port=options.port, lifespan="off", access_log=False, log_level="warning", timeout_keep_alive=75
    )


if __name__ == "__main__":
    main()
