"""``make s3``: build the server if need be, run it on ``var/s3``, and say what to write into ``.env``."""

import subprocess
import sys
import time

from tests.s3.server import BUILD, ROOT, running_server

if __name__ == "__main__":
    subprocess.run([BUILD], check=True)
    with running_server(ROOT / "var" / "s3" / "files", port=7070) as server:
        lines = "\n".join(f"{name}={value}" for name, value in server.environment.items())
        sys.stdout.write(
            f"把下面几行写进 .env，运行 .venv/bin/python manage.py prepare_bucket，再 make run：\n\n{lines}\n\n按 Ctrl-C 停止\n"
        )
        sys.stdout.flush()
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            sys.exit(0)
