import { type Notification, notificationKey, type NotificationResult } from "@holdfast/core";
import type { Handle } from "./handle.ts";

/**
 * What has arrived for a handler. Notifications are seen one at a time, in the order in which the
 * journal holds them: so a race has the same winner in every replay (wire facts 1.6).
 */
export class Notifications {
  private readonly results = new Map<Handle, NotificationResult>();
  private readonly arrived: Notification[] = [];
  private readonly known = new Set<Handle>();
  private next = 0;

  /** Takes one in; a second one with the same id says nothing new. */
  add(notification: Notification): void {
    const handle = notificationKey(notification.id);
    if (this.known.has(handle)) return;
    this.known.add(handle);
    this.arrived.push(notification);
  }

  /** Whether it has arrived, seen or not. */
  has(handle: Handle): boolean {
    return this.known.has(handle);
  }

  /** Lets the handler see the next one; null when all have been seen. */
  see(): Handle | null {
    const notification = this.arrived[this.next];
    if (notification === undefined) return null;
    this.next++;
    const handle = notificationKey(notification.id);
    this.results.set(handle, notification.result);
    return handle;
  }

  /** The result of one that the handler may see by now. */
  result(handle: Handle): NotificationResult | undefined {
    return this.results.get(handle);
  }
}
