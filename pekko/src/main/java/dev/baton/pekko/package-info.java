/** Baton under a dispatcher of Apache Pekko's. */
package dev.baton.pekko;
