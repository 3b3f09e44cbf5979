package dev.baton.cli.doctor;

import dev.baton.Baton;
import dev.baton.UnsupportedJdkException;
import dev.baton.linux.Epoll;
import dev.baton.linux.IoUringRefusal;
import dev.baton.linux.Libc;
import dev.baton.linux.ProcFile;
import dev.baton.linux.StateFile;
import dev.baton.linux.SwitchWatch;
import dev.baton.linux.ThreadLimits;
import dev.baton.linux.ThreadStack;
import dev.baton.linux.ThreadState;
import dev.baton.linux.ThreadUsage;
import dev.baton.linux.TimerSlack;
import dev.baton.os.Os;
import dev.baton.os.Pipe;
import dev.baton.syscall.Mechanism;
import dev.baton.syscall.Syscall;
import dev.baton.vthread.JdkAccess;
import dev.baton.vthread.MountNotices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JVM that the doctor runs in, and the kernel under it. */
public final class ThisProcess implements Surroundings {
    /** A busy machine is slow, and nothing that works takes nearly as long. */
    private static final long TRIAL_S = 20;

    /** Looks at nothing yet. */
    public ThisProcess() {}

    @Override
    public String property(String name) {
        return System.getProperty(name, "");
    }

    @Override
    public int feature() {
        return Runtime.version().feature();
    }

    @Override
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public long maxHeapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public Optional<String> seamRefusal() {
        try {
            JdkAccess.require();
            return Optional.empty();
        } catch (UnsupportedJdkException e) {
            return Optional.of(e.getMessage());
        } catch (LinkageError e) {
            return Optional.of(e.toString());
        }
    }

    @Override
    public SystemCalls systemCalls() {
        return new SystemCalls(Syscall.mechanism() == Mechanism.STUB, Syscall.mechanismReason());
    }

    @Override
    public Optional<String> perfRefusal() {
        return Optional.ofNullable(SwitchWatch.refusal());
    }

    @Override
    public Optional<String> networkRefusal() {
        try {
            new Epoll().close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Optional<String> ioUringRefusal() {
        return Optional.ofNullable(IoUringRefusal.ask());
    }

    @Override
    public boolean knowsMountNotices() {
        return MountNotices.isKnown();
    }

    @Override
    public Optional<String> timerSlackRefusal() {
        return Optional.ofNullable(TimerSlack.refusal());
    }

    @Override
    public List<ThreadLimits.Limit> threadLimits() {
        return new ThreadLimits().all();
    }

    @Override
    public boolean tellsCpuTime() {
        return Libc.cpuNanos(Libc.gettid()) >= 0;
    }

    @Override
    public boolean tellsSleeps() {
        return new ThreadUsage().sleeps() >= 0;
    }

    @Override
    public boolean tellsStates() {
        StateFile file = new StateFile();
        try {
            return file.look(Libc.gettid()) != ThreadState.GONE;
        } finally {
            file.end();
        }
    }

    @Override
    public boolean tellsStack() {
        return ThreadStack.isPointerKnown() && ThreadStack.lowest(new long[1]) != 0;
    }

    @Override
    public long systemCall(int number, long a1, long a2) {
        return Syscall.rawSyscall(number, a1, a2, 0);
    }

    @Override
    public Optional<String> read(Path file) {
        try {
            return Optional.of(ProcFile.read(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Some of the JVM's own errors have nothing to say but what they were caused by. */
    private static String said(Throwable e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e.getCause() == null ? e.toString() : e + ": " + e.getCause();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // of execute: it completes `end`
    public Optional<String> trialRefusal() {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Baton baton;
        try {
            baton = Baton.builder().name("doctor").maxProcs(1).build();
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(said(e));
        }
        // Not closed where it hangs: that would wait for ever. The command ends the process.
        try {
            Pipe pipe = Os.pipe();
            baton.startVirtualThread(() -> {
                try (pipe) {
                    baton.startVirtualThread(() -> write(pipe, end));
                    byte[] one = new byte[1];
                    end.complete(pipe.reader().read(one));
                } catch (IOException | RuntimeException | Error e) {
                    end.completeExceptionally(e);
                }
            });
            int read = end.get(TRIAL_S, TimeUnit.SECONDS);
            baton.close();
            return read == 1 ? Optional.empty() : Optional.of("read(2) returned " + read);
        } catch (IOException e) {
            return Optional.of(said(e));
        } catch (ExecutionException e) {
            return Optional.of(e.getCause().toString());
        } catch (TimeoutException e) {
            return Optional.of("nothing came of it within " + TRIAL_S + " s:\n" + baton.dump());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        }
    }

    private static void write(Pipe pipe, CompletableFuture<Integer> end) {
        try {
            pipe.writer().write(new byte[1]);
        } catch (IOException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }
}
