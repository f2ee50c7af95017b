"""Coverage-guided fuzzing of every parser: no error but FeedError, nothing over two seconds, memory bounded.

python tests/fuzz/fuzz_feeds.py [--seconds 60] [--feed NAME ...]

Each parser runs in a process of its own under an address space limit, from its samples. The first line that is not
`ok` is a finding; its input is kept in tests/fuzz/findings.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "feeds" / "samples"
FINDINGS = Path(__file__).parent / "findings"
SLOW_S = 2.0
MEMORY_MB = 1_500
STAMP = 1_795_000_000


def main() -> int:
    """Fuzz the named feeds, or all; 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--feed", action="append")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from data.feeds import all_feeds

    FINDINGS.mkdir(exist_ok=True)
    found = [fuzz(name, options.seconds) for name in options.feed or sorted(all_feeds())]
    return int(any(found))


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one parser in its own process; tell whether something was found."""
    began = time.monotonic()
    command = [sys.executable, __file__, "--child", name, str(seconds)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    runs = [line for line in done.stderr.splitlines() if line.startswith("Done ")]
    told = runs[-1] if runs else "\n".join(done.stderr.splitlines()[-25:])
    verdict = "FOUND" if done.returncode else "ok"
    sys.stdout.write(f"{verdict} {name} {time.monotonic() - began:.0f} s {told}\n")
    sys.stdout.flush()
    return bool(done.returncode)


def child(name: str, seconds: int) -> None:
    """The fuzzing process."""
    import atheris

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["data.feeds"]):
        from data.feeds import all_feeds
        from data.feeds.contract import Context
        from data.reference import load
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    flags = [f"-max_total_time={seconds}", "-max_len=200000", "-timeout=5", f"-rss_limit_mb={MEMORY_MB}"]
    artifacts = f"-artifact_prefix={FINDINGS}/{name}-"
    one_input = reader_of(all_feeds()[name], Context(load(), "report", STAMP, exercise=True))
    atheris.Setup(["fuzz", str(corpus_of(name)), *flags, artifacts], one_input)
    atheris.Fuzz()


def reader_of(feed, context):
    """What is done with each input."""
    from data.feeds.contract import FeedError

    def one_input(body: bytes) -> None:
        began, told = time.process_time(), ""
        try:
            feed.parse(body, context)
        except FeedError as refusal:
            told = refusal.detail
        if feed.follow is not None:
            feed.follow(body)
        assert len(told) <= 120
        assert time.process_time() - began < SLOW_S, "slow"

    return one_input


def corpus_of(name: str) -> Path:
    """The samples of a feed, where the fuzzer adds what it finds telling."""
    corpus = FINDINGS / f"corpus-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES.glob(f"{name}*"):
        (corpus / sample.name).write_bytes(sample.read_bytes())
    return corpus


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main())
