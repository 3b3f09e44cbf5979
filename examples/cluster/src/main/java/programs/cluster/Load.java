package programs.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/**
 * Clients, each of which sends one deposit after the other to accounts at random. Who has no answer
 * in time asks again under the same id, and reports it when that was so for long.
 */
final class Load {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 20;

    private final ClusterSharding sharding;
    private final int accounts;
    private final List<Thread> clients = new ArrayList<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final Set<String> wrong = ConcurrentHashMap.newKeySet();
    private final LongAdder again = new LongAdder();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong longestNs = new AtomicLong();
    private volatile boolean over;

    Load(ActorSystem<Void> system, int accounts) {
        this.sharding = ClusterSharding.get(system);
        this.accounts = accounts;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            clients.add(Thread.ofVirtual().name("client-" + i).start(() -> client(number)));
        }
    }

    /** Lets each client wait for its last answer. */
    void end() throws InterruptedException {
        over = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    private void client(int number) {
        SplittableRandom random = new SplittableRandom(number);
        for (int i = 0; !over; i++) {
            String account = "account-" + random.nextInt(accounts);
            long startNs = System.nanoTime();
            waiting.incrementAndGet();
            deposit(sharding.entityRefFor(Account.KEY, account), number + "-" + i);
            waiting.decrementAndGet();
            longestNs.accumulateAndGet(System.nanoTime() - startNs, Math::max);
        }
    }

    private void deposit(EntityRef<Deposit> account, String id) {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                Receipt receipt =
                        account.<Receipt>ask(replyTo -> new Deposit(id, 1, replyTo), ANSWER_LIMIT)
                                .toCompletableFuture()
                                .get();
                if (!receipt.id().equals(id) || !answered.add(id)) {
                    wrong.add(id + " had the answer " + receipt);
                }
                return;
            } catch (ExecutionException e) {
                again.increment(); // no answer: the process is gone, or behind
            } catch (InterruptedException e) {
                throw new AssertionError(e); // by nobody
            }
        }
        reported.add(id);
    }

    Set<String> answered() {
        return answered;
    }

    Set<String> reported() {
        return reported;
    }

    /** Answers that were for others, or a second one. */
    Set<String> wrong() {
        return wrong;
    }

    long again() {
        return again.sum();
    }

    int waiting() {
        return waiting.get();
    }

    long longestMs() {
        return Duration.ofNanos(longestNs.get()).toMillis();
    }
}
