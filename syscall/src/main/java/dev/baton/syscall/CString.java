package dev.baton.syscall;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.nio.charset.StandardCharsets;

/**
 * A Java string as the kernel takes it: UTF-8, ended by a NUL, in a buffer of the P's. Whatever the
 * locale says: to Linux a path is bytes, and UTF-8 is what everybody else writes.
 */
final class CString {
    private CString() {}

    /**
     * How much room a string takes.
     *
     * @param s the string
     * @return bytes with the NUL; −EINVAL when there is a NUL inside, −EILSEQ when there is half of
     *     a surrogate pair, which no byte sequence stands for, and −ENAMETOOLONG when it is longer
     *     than any buffer
     */
    static long bytes(String s) {
        int chars = s.length();
        long bytes = chars + 1L;
        for (int i = 0; i < chars; i++) {
            char c = s.charAt(i);
            if (c == 0) {
                return Errno.EINVAL.result();
            }
            if (c >= 0x80) {
                bytes++;
                if (c >= 0x800) {
                    if (!Character.isSurrogate(c)) {
                        bytes++;
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < chars
                            && Character.isLowSurrogate(s.charAt(i + 1))) {
                        // Two chars are four bytes; one for each char is counted already.
                        bytes++;
                        i++;
                    } else {
                        return Errno.EILSEQ.result();
                    }
                }
            }
        }
        return bytes <= Buffers.MAX_BYTES ? bytes : Errno.ENAMETOOLONG.result();
    }

    /**
     * Borrows a buffer and writes a string there. To be called before the P is given away; the
     * buffer is to be {@linkplain Buffers#give given back} after it has been taken again.
     *
     * @param s the string
     * @param bytes what {@link #bytes} said of it, not an errno
     * @return the buffer
     */
    static Buffer borrow(String s, long bytes) {
        Buffer buffer = Buffers.take((int) bytes);
        buffer.segment().setString(0, s, StandardCharsets.UTF_8);
        return buffer;
    }
}
