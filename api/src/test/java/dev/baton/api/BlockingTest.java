package dev.baton.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** In a program that does not run on Baton. */
class BlockingTest {
    private static final int JAVA_11 = 55;

    @Test
    void blockingIsJustTheCall() {
        int answer = Blocking.blocking(() -> 42);

        assertThat(answer).isEqualTo(42);
    }

    @Test
    void whatTheCallThrowsIsThrownAsItIs() {
        IOException e = new IOException("no such thing");

        assertThatThrownBy(() ->
                        Blocking.<Void, IOException>blocking(() -> {
                            throw e;
                        }))
                .isSameAs(e);
    }

    @Test
    void itIsOffOnAnyThread() throws Exception {
        boolean[] isOn = {true};
        Thread.ofVirtual().start(() -> isOn[0] = Blocking.isOn()).join();

        assertThat(isOn[0]).isFalse();
        assertThat(Blocking.isOn()).isFalse();
        Blocking.checkpoint();
    }

    @Test
    void allFiguresAreZero() {
        assertThat(Blocking.statistics().blockingCalls()).isZero();
        assertThat(Blocking.statistics().handOffs()).isZero();
        assertThat(Blocking.statistics().virtualThreads()).isZero();
        assertThat(Blocking.statistics().threads()).isZero();
        assertThat(Blocking.statistics().waitingForThreads()).isZero();
        assertThat(Blocking.limits()).hasToString("maxProcs=0, maxThreads=0");
    }

    @Test
    void itsClassesAreForJava11() throws IOException {
        for (String name : new String[] {"Blocking", "BlockingCall", "Link", "Statistics"}) {
            URL classFile = Blocking.class.getResource(name + ".class");
            try (InputStream in = classFile.openStream()) {
                assertThat(in.readNBytes(8)[7]).as(name).isEqualTo((byte) JAVA_11);
            }
        }
    }
}
