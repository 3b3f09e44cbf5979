package dev.baton.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as {@code /proc/net/tcp} has them. */
class ConnectionsTest {
    @ParameterizedTest
    @CsvSource({
        "0100007F:1F90, 127.0.0.1:8080",
        "0101A8C0:0050, 192.168.1.1:80",
        "00000000:0000, listens",
        "00000000000000000000000001000000:0016, '[0:0:0:0:0:0:0:1]:22'",
    })
    void aPeerIsReadFromItsHexadecimalDigits(String text, String peer) {
        assertThat(Connections.peer(text)).isEqualTo(peer);
    }
}
