/**
 * What a pool needs to know about connections: how to open one, close one, and, where the driver can, test and clean one. This is all a pool
 * ever learns of a database.
 *
 * @typeParam C - the driver's own connection
 */
export interface ConnectionFactory<C> {
  /**
   * Opens a driver connection.
   *
   * @param signal - aborted when the pool has given up waiting for this connection; whoever still delivers one sees it closed at once
   * @returns the open connection
   */
  create(signal?: AbortSignal): Promise<C>;

  /**
   * Closes a driver connection, also one that is broken. A failure is logged and otherwise of no consequence.
   *
   * @param connection - called exactly once for each connection, unless it was detached
   */
  destroy(connection: C): Promise<void> | void;

  /**
   * Tells whether a connection still answers. Without this method `poolPrePing` has no effect: a driver that cannot lose its server has
   * nothing to ask.
   *
   * @param connection - an idle connection
   * @returns false, or a throw, for a dead one
   */
  ping?(connection: C): Promise<boolean> | boolean;

  /**
   * Ends whatever the last user left behind. When it returns no promise, giving a connection back is synchronous.
   *
   * @param connection - the connection that is being given back
   * @param mode - how to end an open transaction
   * @throws anything: the connection is then closed instead of kept
   */
  reset?(connection: C, mode: "rollback" | "commit"): Promise<void> | void | undefined;
}
