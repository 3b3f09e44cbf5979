package dev.baton.cli.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What is told to all who watch, as server-sent events. Who reads slowly misses some; nobody waits
 * for them. From any thread.
 */
public final class Feed {
    /** How many may wait for one that reads slowly. */
    private static final int QUEUE = 16;

    private final int most;
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** What who comes now is told first. */
    private List<Event> beginning = List.of();

    private boolean isOver;

    /**
     * Nobody watches yet.
     *
     * @param most how many may at a time
     */
    Feed(int most) {
        this.most = most;
    }

    /**
     * An event.
     *
     * @param name of its kind
     * @param data without a line's end
     */
    public record Event(String name, String data) {
        /** As it is sent. */
        String text() {
            return "event: " + name + "\ndata: " + data + "\n\n";
        }
    }

    /** One who watches. */
    final class Subscription implements AutoCloseable {
        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);

        private Subscription() {}

        /** The next event; null where there was none for so long. */
        Event next(long mostMs) throws InterruptedException {
            return queue.poll(mostMs, TimeUnit.MILLISECONDS);
        }

        /** Whether there will be none but those that wait already. */
        boolean isOver() {
            synchronized (Feed.this) {
                return isOver && queue.isEmpty();
            }
        }

        @Override
        public void close() {
            synchronized (Feed.this) {
                subscriptions.remove(this);
                Feed.this.notifyAll();
            }
        }
    }

    /**
     * Tells all who watch.
     *
     * @param event the next
     * @param first what who comes from now on is told at first, in place of what was before
     */
    public synchronized void publish(Event event, List<Event> first) {
        beginning = List.copyOf(first);
        for (Subscription each : subscriptions) {
            each.queue.offer(event);
        }
    }

    /**
     * Tells all who watch the last thing.
     *
     * @param event the last
     */
    synchronized void end(Event event) {
        isOver = true;
        for (Subscription each : subscriptions) {
            if (!each.queue.offer(event)) {
                each.queue.poll(); // the last one is not to be missed
                each.queue.offer(event);
            }
        }
    }

    /** Waits until nobody watches any more, but no longer than that. */
    synchronized void awaitNobody(long mostMs) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMs);
        for (long left = mostMs; !subscriptions.isEmpty() && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    /** Watches from now on; null where there are too many, or all is over. */
    synchronized Subscription subscribe() {
        if (isOver || subscriptions.size() >= most) {
            return null;
        }
        Subscription subscription = new Subscription();
        subscription.queue.addAll(beginning);
        subscriptions.add(subscription);
        return subscription;
    }

    /**
     * How many watch.
     *
     * @return at this moment
     */
    public synchronized int watchers() {
        return subscriptions.size();
    }
}
