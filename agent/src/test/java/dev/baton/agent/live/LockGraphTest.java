package dev.baton.agent.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.vthread.ThreadLook;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who has what others wait for. What is a deadlock in a process, {@code DumpCommandTest} shows. */
class LockGraphTest {
    private final LockGraph locks = new LockGraph();
    private final Object one = new Object();
    private final Object other = new Object();

    private static ThreadLook look(Object has, Object entering) {
        return new ThreadLook(List.of(), Thread.State.BLOCKED, null, entering, null, List.of(has));
    }

    /** Looks at two, between which all went on: each had what the other wanted, but not at once. */
    @Test
    void aCircleThatIsThereNoMoreIsNoDeadlock() {
        Thread first = new Thread();
        locks.add(first, look(one, other));
        locks.add(new Thread(), look(other, one));

        // Those of the other test are there for good.
        assertThat(locks.deadlocks())
                .noneMatch(circle -> circle.stream().anyMatch(edge -> edge.waits() == first));
    }

    @Test
    void whoHasAMonitorIsFound() {
        Thread owner = new Thread();
        locks.add(owner, look(one, other));

        assertThat(locks.ownerOf(one)).isSameAs(owner);
    }

    @Test
    void aMonitorThatNobodyHasHasNoOwner() {
        assertThat(locks.ownerOf(one)).isNull();
    }

    @Test
    void twoThatWaitForEachOtherAreADeadlock() throws Exception {
        CountDownLatch each = new CountDownLatch(2);
        Thread a = Thread.ofPlatform().daemon().name("a").start(() -> take(one, each, other));
        Thread b = Thread.ofPlatform().daemon().name("b").start(() -> take(other, each, one));
        while (a.getState() != Thread.State.BLOCKED || b.getState() != Thread.State.BLOCKED) {
            Thread.yield();
        }
        locks.add(a, ThreadLook.at(a));
        locks.add(b, ThreadLook.at(b));

        assertThat(locks.deadlocks()).hasSize(1);
        assertThat(locks.deadlocks().getFirst())
                .extracting(edge -> edge.waits().getName() + edge.owner().getName())
                .containsExactlyInAnyOrder("ab", "ba");
    }

    /** For ever. */
    private static void take(Object first, CountDownLatch each, Object second) {
        synchronized (first) {
            each.countDown();
            try {
                each.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            synchronized (second) {
                throw new AssertionError("no deadlock");
            }
        }
    }
}
