package dev.baton.os;

import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often a number is closed. Whether it is open tells nothing: a thread of the scheduler's may
 * have got it again.
 */
record CountedCloses(FaultyKernel kernel, AtomicInteger closes) implements AutoCloseable {
    static CountedCloses of(int fd) {
        AtomicInteger closes = new AtomicInteger();
        FaultyKernel kernel =
                FaultyKernel.forAllThreads()
                        .always(
                                Sysno.SYS_CLOSE,
                                request -> {
                                    if (request.a1() == fd) {
                                        closes.incrementAndGet();
                                    }
                                    return request.passOn();
                                });
        return new CountedCloses(kernel, closes);
    }

    int count() {
        return closes.get();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
