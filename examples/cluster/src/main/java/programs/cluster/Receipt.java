package programs.cluster;

/**
 * Says that a deposit is booked.
 *
 * @param id of the request
 * @param balance of the account after it
 */
record Receipt(String id, long balance) {}
