package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CStringTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/var/log/syslog",
                "grüße",
                "\u007f\u0080\u07ff\u0800\uffff",
                "日本語/ファイル",
                "🦆",
                "a🦆b🦆",
                "\ud7ff\ue000"
            })
    void isUtf8WithANulBehindIt(String s) {
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        assertThat(CString.bytes(s)).isEqualTo(utf8.length + 1);

        Buffer buffer = CString.borrow(s, CString.bytes(s));

        assertThat(buffer.segment().asSlice(0, utf8.length).toArray(JAVA_BYTE)).isEqualTo(utf8);
        assertThat(buffer.segment().get(JAVA_BYTE, utf8.length)).isZero();
        Buffers.give(buffer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83e", "\udd86", "\udd86\ud83e", "x\ud83ey", "🦆\ud83e"})
    void halfOfASurrogatePairStandsForNoBytes(String s) {
        assertThat(CString.bytes(s)).isEqualTo(Errno.EILSEQ.result());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0", "\0a", "日\0本"})
    void aNulInsideIsRefused(String s) {
        assertThat(CString.bytes(s)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void theLongestIsAsLongAsTheLargestBuffer() {
        assertThat(CString.bytes("x".repeat(Buffers.MAX_BYTES - 1))).isEqualTo(Buffers.MAX_BYTES);
        assertThat(CString.bytes("x".repeat(Buffers.MAX_BYTES)))
                .isEqualTo(Errno.ENAMETOOLONG.result());
    }
}
