/**
 * What this browser keeps for the product between visits, under a name each. Private windows and full disks keep nothing, and
 * what an older version or somebody's hand wrote there may not be readable: callers go on with what they have.
 */

/** Return what was kept under `name`, or `otherwise`. */
export function recall(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keep `value` under `name` and say whether it is kept now. */
export function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Keep nothing under `name` any more. */
export function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    /* storage is forbidden: nothing was kept */
  }
}
