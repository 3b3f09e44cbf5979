package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    private static final String WHOLE =
            "HTTP/1.1 200 OK\r\nDate: today\r\ncontent-length: 13\r\n\r\nHello, World!";

    private static boolean isWhole(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return HttpAnswer.isWhole(bytes, bytes.length);
    }

    @Test
    void anAnswerIsWholeWithItsLastByteAndNotBefore() throws Exception {
        for (int length = 0; length < WHOLE.length(); length++) {
            assertThat(isWhole(WHOLE.substring(0, length))).as("%d bytes", length).isFalse();
        }
        assertThat(isWhole(WHOLE)).isTrue();
    }

    @Test
    void anotherStatusIsAnError() {
        assertThatThrownBy(() -> isWhole(WHOLE.replace("200 OK", "500 Oh")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP/1.1 500 Oh");
    }

    @Test
    void anAnswerThatDoesNotSayItsLengthIsAnErrorEvenIfItsBodyDoes() {
        assertThatThrownBy(
                        () -> isWhole("HTTP/1.1 200 OK\r\n\r\nwell:\r\nContent-Length: 3\r\n\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Content-Length");
    }
}
