package dev.baton.pekko;

import dev.baton.api.Blocking;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A program: actors of one dispatcher open a FIFO that nobody writes to, and one more of the same
 * dispatcher is asked something. Says whether it answers, and what it runs on.
 */
public final class BlockingActors {
    private static final int READERS = 8;
    private static final long PATIENCE_S = 3;
    private static final long END_LIMIT_S = 60;

    private static final CountDownLatch OPENED = new CountDownLatch(READERS);
    private static final CountDownLatch ANSWERED = new CountDownLatch(1);

    private BlockingActors() {}

    /**
     * Runs.
     *
     * @param args a FIFO
     */
    public static void main(String[] args) throws Exception {
        ActorSystem<Void> system =
                ActorSystem.create(
                        Behaviors.setup(context -> {
                            DispatcherSelector onBaton =
                                    DispatcherSelector.fromConfig("blocking-on-baton");
                            for (int i = 0; i < READERS; i++) {
                                context.spawn(reader(), "reader-" + i, onBaton).tell(args[0]);
                            }
                            ActorRef<String> other = context.spawn(other(), "other", onBaton);
                            other.tell("who runs you?");
                            return Behaviors.empty();
                        }),
                        "blocking");
        boolean answered = ANSWERED.await(PATIENCE_S, TimeUnit.SECONDS);
        System.out.println(answered ? "the other went on" : "the other starved");
        // For reading and writing, in which Linux doesn't wait for the other side.
        try (RandomAccessFile _ = new RandomAccessFile(args[0], "rw")) {
            boolean over =
                    OPENED.await(END_LIMIT_S, TimeUnit.SECONDS)
                            && ANSWERED.await(END_LIMIT_S, TimeUnit.SECONDS);
            if (!over) {
                System.out.println(OPENED.getCount() + " readers did not come back");
                System.exit(1);
            }
        }
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get();
        System.out.println("ended");
    }

    private static Behavior<String> reader() {
        return Behaviors.receiveMessage(fifo -> {
            try (FileInputStream in = new FileInputStream(fifo)) {
                in.available();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            OPENED.countDown();
            return Behaviors.same();
        });
    }

    private static Behavior<String> other() {
        return Behaviors.receiveMessage(question -> {
            Thread thread = Thread.currentThread();
            System.out.println(
                    "on %s threads, named as the dispatcher: %b, by Baton: %b, loader: %b"
                            .formatted(
                                    thread.isVirtual() ? "virtual" : "platform",
                                    thread.getName().contains("blocking-on-baton-"),
                                    Blocking.isOn(),
                                    thread.getContextClassLoader()
                                            == BlockingActors.class.getClassLoader()));
            ANSWERED.countDown();
            return Behaviors.same();
        });
    }
}
