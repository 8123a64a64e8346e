"""The TLS in front of the simulator, in a process of its own so that its work is nobody's.

    front.py FOLDER TARGET_PORT

Puts proxy.pem, the authority, and front-port into the folder, and serves until it is told to end.
"""
import pathlib
import signal
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Tests" / "Interop"))
from tls_proxy import TLSProxy  # noqa: E402


def main():
    folder = pathlib.Path(sys.argv[1])
    proxy = TLSProxy(folder, int(sys.argv[2]))
    draft = folder / "front-port.new"
    draft.write_text(str(proxy.port))
    draft.rename(folder / "front-port")
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    proxy.close()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
