package dev.baton.cli;

import java.util.concurrent.CountDownLatch;

/** A virtual thread of a name that is told; ends when its standard input does. */
final class NamedProgram {
    private NamedProgram() {}

    /**
     * Begins.
     *
     * @param args the characters of the name, as numbers with a comma after each
     */
    public static void main(String[] args) throws Exception {
        StringBuilder name = new StringBuilder();
        for (String c : args[0].split(",", 0)) {
            name.append((char) Integer.parseInt(c));
        }
        CountDownLatch never = new CountDownLatch(1);
        Thread thread =
                Thread.ofVirtual()
                        .name(name.toString())
                        .start(() -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        while (thread.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until its end
        }
        System.exit(0);
    }
}
