package dev.baton.cli.explode;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What runs the threads that block: a line of the picture each. All make the same call, {@code
 * read(2)} on a FIFO of their own. Another side is a constant more, and nothing else.
 */
public enum Side {
    /** The JDK's own scheduler. */
    STOCK(
            "stock virtual threads",
            "RandomAccessFile.read: the call keeps its carrier",
            "#6e6e6e",
            "#a6a6a6") {
        @Override
        public Start start(Launch launch) {
            return launch.java("virtual");
        }

        @Override
        public boolean blocksAll() {
            return false;
        }
    },

    /** No scheduler but the kernel's. */
    PLATFORM(
            "platform threads",
            "RandomAccessFile.read: a thread of the OS for each, made for it",
            "#b86e00",
            "#f0a830") {
        @Override
        public Start start(Launch launch) {
            return launch.java("platform");
        }

        @Override
        public boolean takesThreads() {
            return true;
        }
    },

    /** Go, as the article has it. */
    GO(
            "Go",
            "syscall.Read, of which Go's poller knows nothing (os.File would wait there)",
            "#0087a8",
            "#3cc8e6") {
        @Override
        public Start start(Launch launch) {
            return launch.go();
        }

        @Override
        public boolean takesThreads() {
            return true;
        }
    },

    /** Baton as the article has it: who blocks hands its P over. */
    HANDOFF(
            "Baton, hand-off",
            "RandomAccessFile.read: takes a thread, whose P is handed off (netpoll is off)",
            "#1f3fbf",
            "#7f9cff") {
        @Override
        public Start start(Launch launch) {
            return launch.batonByHandoff();
        }

        @Override
        public boolean takesThreads() {
            return true;
        }
    },

    /** The same, and not as many threads as it takes. */
    LIMIT(
            "Baton, thread limit",
            "the same, with a limit of threads, a twentieth of all: the others wait their turn",
            "#a3318f",
            "#e884d6") {
        @Override
        public Start start(Launch launch) {
            return launch.batonByHandoff("--max-threads=" + launch.setting().maxThreads());
        }

        @Override
        public boolean blocksAll() {
            return false;
        }
    },

    /** Baton as it is without options. */
    NETPOLL(
            "Baton, netpoll",
            "RandomAccessFile.read: beyond the first few, a thread waits in epoll before the call",
            "#0a7d4f",
            "#38c98c") {
        @Override
        public Start start(Launch launch) {
            return launch.baton();
        }
    };

    private final String title;
    private final String call;
    private final String light;
    private final String dark;

    Side(String title, String call, String light, String dark) {
        this.title = title;
        this.call = call;
        this.light = light;
        this.dark = dark;
    }

    /**
     * Finds one.
     *
     * @param id what a user calls it
     * @return empty where there is none of that name
     */
    public static Optional<Side> find(String id) {
        return Arrays.stream(values()).filter(side -> side.id().equals(id)).findFirst();
    }

    /** {@return what a user calls it} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what it is called in text} */
    public String title() {
        return title;
    }

    /** {@return what its threads call, and what becomes of that} */
    public String call() {
        return call;
    }

    /** {@return whether it takes a thread of the OS for each thread that blocks} */
    public boolean takesThreads() {
        return false;
    }

    /** {@return whether all its threads are to be in their call at once} */
    public boolean blocksAll() {
        return true;
    }

    /** {@return the colour that it is drawn in, on white} */
    String light() {
        return light;
    }

    /** {@return the same, on black} */
    String dark() {
        return dark;
    }

    /**
     * How it is started.
     *
     * @param launch what with
     * @return its command
     */
    public abstract Start start(Launch launch);
}
