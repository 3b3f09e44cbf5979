package dev.baton.os;

/** A system call on a descriptor that doesn't wait, such as {@code accept4}. */
@FunctionalInterface
public interface FdCall {
    /**
     * Makes the call, once.
     *
     * @param fd the descriptor, which stays open until this returns
     * @return the kernel's result; −4095..−1 is an errno, −EAGAIN of a call that would have to wait
     */
    long on(int fd);
}
