"""How gunicorn serves the site: few processes with threads, because requests wait for the database more than they compute."""

import os

workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 20
# A new worker from time to time bounds what a leak could take. Starting one costs several CPU seconds: shared by 20,000
# requests that would be half of what a kept page costs. The wide jitter keeps workers from starting together.
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "200000"))
max_requests_jitter = max_requests // 4
preload_app = False
control_socket_disable = True
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
