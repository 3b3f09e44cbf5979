package dev.baton.cli.process;

import java.util.concurrent.CountDownLatch;

/** Has a virtual thread that waits, says so, and ends when its standard input does. */
public final class AskedProgram {
    private AskedProgram() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Thread waits =
                Thread.ofVirtual()
                        .name("waits")
                        .start(() -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                System.out.println("interrupted");
                            }
                        });
        while (waits.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until its end
        }
    }
}
