package programs.cluster;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * Asks an account to take an amount, once: who has no answer asks again under the same id.
 *
 * @param id of the request
 * @param cents how much
 * @param replyTo gets the receipt
 */
record Deposit(String id, long cents, ActorRef<Receipt> replyTo) {}
