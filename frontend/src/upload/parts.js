/**
 * Sends one file in parts straight into the site's bucket. The site says which parts have arrived and gives an address for
 * each part that is to come, signed together with the part's SHA-256, so that half a part is never taken for a whole one. The bucket
 * keeps what it has: a pause, a cut or a closed browser cost one part at most. Browsers hash on https pages and on localhost only.
 */
import { csrfToken } from "../behaviour/csrf.js";

const AT_ONCE = 3;
const RETRIES = [1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000];

/** What the site or the bucket answered when it was not the wished for. `status` 0 means that nothing answered. */
class Answer extends Error {
  constructor(status, body = {}) {
    super(body.message ?? `status ${status}`);
    this.status = status;
    this.body = body;
  }
}

export class Parts {
  /** `on` has `progress(sent, total)`, `waiting()` when a failure is being waited out, `success()` and `error(status, message)`. */
  constructor(file, address, on) {
    this.file = file;
    this.address = address;
    this.on = on;
    this.requests = new Map();
    this.stopped = false;
  }

  async start() {
    try {
      for (;;) {
        await this.sendMissing();
        if (this.stopped || (await this.join())) return;
      }
    } catch (error) {
      if (!this.stopped) this.on.error(error.status ?? 0, error.body?.message ?? "");
      this.abort();
    }
  }

  abort() {
    this.stopped = true;
    for (const request of this.requests.values()) request.abort();
  }

  async sendMissing() {
    const { part_size: size, count, arrived } = await this.patiently(() => this.ask(this.address));
    const there = new Set(arrived);
    this.size = size;
    this.sent = new Map(arrived.map((number) => [number, this.slice(number).size]));
    this.left = Array.from({ length: count }, (_, index) => index + 1).filter((number) => !there.has(number));
    this.report();
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.sendSome()));
  }

  async sendSome() {
    while (!this.stopped && this.left.length) {
      const number = this.left.shift();
      await this.patiently(() => this.sendPart(number));
    }
  }

  async sendPart(number) {
    const body = this.slice(number);
    const sum = await sha256(body);
    const { addresses } = await this.ask(this.address, { sums: { [number]: sum } });
    if (this.stopped) return;
    try {
      await this.put(addresses[number], number, body, sum);
    } catch (error) {
      this.sent.delete(number);
      throw error;
    }
  }

  put(address, number, body, sum) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.requests.set(number, request);
      request.open("PUT", address);
      request.setRequestHeader("x-amz-checksum-sha256", sum);
      request.upload.onprogress = (event) => {
        this.sent.set(number, event.loaded);
        this.report();
      };
      request.onload = () => (request.status < 300 ? resolve() : reject(new Answer(request.status)));
      request.onerror = request.onabort = () => reject(new Answer(0));
      request.onloadend = () => this.requests.delete(number);
      request.send(body);
    }).then(() => {
      this.sent.set(number, body.size);
      this.report();
    });
  }

  slice(number) {
    return this.file.slice((number - 1) * this.size, Math.min(number * this.size, this.file.size));
  }

  report() {
    this.on.progress(
      [...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0),
      this.file.size,
    );
  }

  /** Have the parts made into one file; answers whether that is done, or parts have to be sent again. */
  async join() {
    try {
      await this.patiently(() => this.ask(this.address.replace(/parts$/, "join"), {}));
    } catch (error) {
      if (error.body?.code === "parts_missing") return false;
      throw error;
    }
    this.on.success();
    return true;
  }

  async ask(address, body) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    const options = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const response = await fetch(address, options).catch(() => {
      throw new Answer(0);
    });
    if (!response.ok) throw new Answer(response.status, await response.json().catch(() => ({})));
    return response.status === 204 ? null : response.json();
  }

  /** Do it until it works: what may pass is waited out, what will not is thrown. A refused address is asked for anew. */
  async patiently(work) {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const passes = !error.status || error.status >= 500 || ([400, 403].includes(error.status) && !error.body.code);
        if (this.stopped || !passes || tries >= RETRIES.length) throw error;
        this.on.waiting();
        await this.online(RETRIES[tries]);
      }
    }
  }

  /** Wait, but no longer than until the line is back. */
  online(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}

async function sha256(blob) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return btoa(String.fromCharCode(...digest));
}
