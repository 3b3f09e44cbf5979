/**
 * Accounts, spread over three processes by Apache Pekko's cluster sharding. Each deposit reads a
 * file and writes to SQLite, which blocks; one process is killed amid it and started again. Nothing
 * here knows of Baton but the name of a dispatcher in {@code application.conf}.
 */
package programs.cluster;
