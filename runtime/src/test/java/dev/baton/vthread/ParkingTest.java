package dev.baton.vthread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ParkingTest {
    @Test
    void whosePermitIsTakenParks() throws Exception {
        assertThat(parks(true)).isTrue();
        assertThat(parks(false)).as("the twin").isFalse();
    }

    private static boolean parks(boolean takesPermit) throws InterruptedException {
        Thread t =
                Thread.ofVirtual()
                        .start(() -> {
                            Thread self = Thread.currentThread();
                            LockSupport.unpark(self);
                            if (takesPermit) {
                                Parking.takePermit(self);
                            }
                            LockSupport.park(self);
                        });
        Thread.State state = t.getState();
        while (state != Thread.State.WAITING && state != Thread.State.TERMINATED) {
            Thread.onSpinWait();
            state = t.getState();
        }
        LockSupport.unpark(t);
        t.join();
        return state == Thread.State.WAITING;
    }
}
