package dev.baton;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A program that does one thing a great many times and looks at what its process holds before and
 * after: heap, off-heap memory that the JVM knows of, descriptors, threads, mappings.
 */
final class Leaks {
    /** So many Gs at a time, at most. */
    private static final int AT_A_TIME = 2_000;

    private static final Pattern OTHER =
            Pattern.compile(" Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    private final Baton baton;

    private Leaks(Baton baton) {
        this.baton = baton;
    }

    /** What is done in a round. */
    enum Kind {
        /** A G starts and ends, beside some that live long. */
        STARTS {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                leaks.start(rounds, () -> {});
            }
        },
        /** A G parks, and nobody holds it any more; only where the JDK doesn't, either. */
        ABANDONED {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                Semaphore atATime = new Semaphore(AT_A_TIME);
                for (int i = 0; i < rounds; i++) {
                    atATime.acquire();
                    leaks.baton.startVirtualThread(() -> {
                        atATime.release();
                        LockSupport.park();
                    });
                }
                atATime.acquire(AT_A_TIME);
            }
        },
        /** A time-out passes, or is cancelled. */
        TIMES {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                Thread[] sleeper = new Thread[1];
                Semaphore turn = new Semaphore(0);
                sleeper[0] =
                        leaks.baton.startVirtualThread(() -> {
                            for (int i = 0; i < rounds / 2; i++) {
                                LockSupport.parkNanos(1);
                                turn.release();
                                LockSupport.parkNanos(Long.MAX_VALUE);
                            }
                        });
                leaks.baton
                        .startVirtualThread(() -> {
                            for (int i = 0; i < rounds / 2; i++) {
                                turn.acquireUninterruptibly();
                                LockSupport.unpark(sleeper[0]);
                            }
                        })
                        .join();
                while (sleeper[0].isAlive()) {
                    LockSupport.unpark(sleeper[0]); // one came when it had not begun to wait
                }
            }
        },
        /** A blocking section, in which the G parks now and then. */
        SECTIONS {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                leaks.baton
                        .startVirtualThread(() -> {
                            for (int i = 0; i < rounds; i++) {
                                boolean parks = i % 100 == 0;
                                Baton.blocking(() -> {
                                    if (parks) {
                                        LockSupport.parkNanos(1);
                                    }
                                    return null;
                                });
                            }
                        })
                        .join();
            }
        },
        /** A G ends by an exception. */
        UNCAUGHT {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                Thread.setDefaultUncaughtExceptionHandler((t, e) -> {});
                leaks.start(
                        rounds / 10,
                        () -> {
                            throw new IllegalStateException("thrown by a G");
                        });
            }
        },
        /** Somebody looks at the stack of a G that parks and yields meanwhile. */
        STACK_TRACES {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                leaks.start(
                        rounds / 20,
                        () -> {
                            Thread self = Thread.currentThread();
                            Thread.startVirtualThread(() -> {
                                for (int i = 0; i < 3; i++) {
                                    self.getStackTrace();
                                }
                            });
                            LockSupport.parkNanos(1);
                            Thread.yield();
                        });
            }
        },
        /** Gs with much in hand are stolen by another P. */
        STOLEN {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                int gs = 100;
                for (int i = 0; i < rounds / 1_000; i++) {
                    CountDownLatch over = new CountDownLatch(gs);
                    leaks.baton
                            .startVirtualThread(() -> {
                                for (int k = 0; k < gs; k++) {
                                    byte[] data = new byte[10_000];
                                    Thread.startVirtualThread(() -> {
                                        data[0] = 1;
                                        over.countDown();
                                    });
                                }
                                while (over.getCount() > 0) {
                                    Thread.onSpinWait();
                                }
                            })
                            .join();
                }
            }
        },
        /** The state in text. */
        DUMPS {
            @Override
            void run(Leaks leaks, int rounds) {
                for (int i = 0; i < rounds / 1_000; i++) {
                    leaks.baton.dump();
                }
            }
        },
        /** An instance is built, used and closed. */
        INSTANCES {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                for (int i = 0; i < rounds / 1_000; i++) {
                    if (i % 16 == 0) {
                        System.gc(); // then the locks of those that are over can be used again
                    }
                    try (Baton b = Baton.builder().maxProcs(2).build()) {
                        b.startVirtualThread(() -> LockSupport.parkNanos(1)).join();
                    }
                }
            }
        },

        // What a check that sees nothing would let pass.

        /** 4 bytes of heap a round. */
        KEEPS_HEAP {
            @Override
            void run(Leaks leaks, int rounds) {
                for (int i = 0; i < rounds; i += 100) {
                    KEPT.add(new int[100]);
                }
            }
        },
        /** The line of a lock in each hundredth round. */
        KEEPS_OFF_HEAP {
            @Override
            void run(Leaks leaks, int rounds) {
                for (int i = 0; i < rounds; i += 100) {
                    KEPT.add(Arena.global().allocate(64, 64));
                }
            }
        },
        /** A descriptor in each thousandth. */
        KEEPS_DESCRIPTORS {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                for (int i = 0; i < rounds; i += 1_000) {
                    KEPT.add(FileChannel.open(Path.of("/dev/null")));
                }
            }
        },
        /** A thread of the OS in each thousandth. */
        KEEPS_THREADS {
            @Override
            void run(Leaks leaks, int rounds) {
                for (int i = 0; i < rounds; i += 1_000) {
                    KEPT.add(Thread.ofPlatform().daemon().start(LockSupport::park));
                }
            }
        },
        /** A page of a file, or two, in each hundredth. */
        KEEPS_MAPPINGS {
            @Override
            void run(Leaks leaks, int rounds) throws Exception {
                Path file = Files.createTempFile("leaks", null);
                try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE)) {
                    for (int i = 0; i < rounds; i += 100) {
                        KEPT.add(channel.map(FileChannel.MapMode.READ_WRITE, i % 2 * 4096L, 1));
                    }
                }
            }
        };

        private static final List<Object> KEPT = new ArrayList<>();

        abstract void run(Leaks leaks, int rounds) throws Exception;
    }

    /** Has so many Gs do this. */
    private void start(int gs, Runnable task) throws InterruptedException {
        Semaphore atATime = new Semaphore(AT_A_TIME);
        for (int i = 0; i < gs; i++) {
            atATime.acquire();
            baton.startVirtualThread(() -> {
                try {
                    task.run();
                } finally {
                    atATime.release();
                }
            });
        }
        atATime.acquire(AT_A_TIME);
    }

    /** What the process holds at a moment when nothing is under way. */
    private record Holdings(
            long heapBytes, long offHeapBytes, long descriptors, long threads, long mappings) {
        static Holdings now() throws Exception {
            long heap = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                System.gc();
                heap =
                        Math.min(
                                heap,
                                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return new Holdings(
                    heap,
                    other(),
                    entries("/proc/self/fd"),
                    entries("/proc/self/task"),
                    lines("/proc/self/maps"));
        }

        /** What Java code took off-heap, as far as the JVM knows. */
        private static long other() throws JMException {
            Object summary =
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "vmNativeMemory",
                                    new Object[] {new String[] {"summary"}},
                                    new String[] {String[].class.getName()});
            Matcher m = OTHER.matcher((String) summary);
            if (!m.find()) {
                throw new IllegalStateException("no " + OTHER + " in " + summary);
            }
            return Long.parseLong(m.group(1)) << 10;
        }

        private static long entries(String directory) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(directory))) {
                return entries.count();
            }
        }

        private static long lines(String file) throws IOException {
            return Files.readAllLines(Path.of(file)).size();
        }

        /** What there is too much of for so many rounds, or nothing. */
        String grownSince(Holdings before, int rounds) {
            StringBuilder out = new StringBuilder();
            compare(out, "heap", before.heapBytes, heapBytes, 300_000L + rounds);
            compare(out, "off-heap", before.offHeapBytes, offHeapBytes, 48_000L + rounds / 10);
            compare(out, "descriptors", before.descriptors, descriptors, 16);
            compare(out, "threads", before.threads, threads, 24);
            compare(out, "mappings", before.mappings, mappings, 150);
            return out.toString();
        }

        private static void compare(
                StringBuilder out, String what, long before, long after, long most) {
            if (after - before > most) {
                out.append(String.format(Locale.ROOT, " %s %,d -> %,d", what, before, after));
            }
        }
    }

    /** What grows each time: tables that find their size, and what is made once, do so once. */
    private String grownBy(Kind kind, int rounds) throws Exception {
        kind.run(this, rounds / 4);
        String grown = "";
        for (int attempt = 0; attempt < 3; attempt++) {
            Holdings before = Holdings.now();
            kind.run(this, rounds);
            grown = Holdings.now().grownSince(before, rounds);
            if (grown.isEmpty()) {
                break;
            }
        }
        return grown;
    }

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        Baton baton = Baton.builder().maxProcs(2).build();
        Leaks leaks = new Leaks(baton);
        List<Thread> live = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            live.add(baton.startVirtualThread(LockSupport::park));
        }
        for (int i = 1; i < args.length; i++) {
            Kind kind = Kind.valueOf(args[i]);
            String grown = leaks.grownBy(kind, rounds);
            System.out.println(kind + (grown.isEmpty() ? " is flat" : " grew:" + grown));
        }
        System.exit(live.getFirst().isAlive() ? 0 : 1);
    }
}
