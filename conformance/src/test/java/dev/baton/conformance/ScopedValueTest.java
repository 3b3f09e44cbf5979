package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ScopedValueTest {
    private static final ScopedValue<String> NAME = ScopedValue.newInstance();
    private static final ScopedValue<Integer> NUMBER = ScopedValue.newInstance();

    @Test
    @Says(
            of = ScopedValue.class,
            value = "Creates a scoped value that is initially unbound for all threads.")
    void aNewOneIsUnbound() {
        assertThat(ScopedValue.newInstance().isBound()).isFalse();
    }

    @Test
    @Says(of = ScopedValue.class, value = "NoSuchElementException if the scoped value is not bound")
    void getOfAnUnboundOneIsRefused() {
        assertThatThrownBy(NAME::get).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "the value of the scoped value if bound in the current thread")
    void getReturnsTheBoundValue() {
        ScopedValue.where(NAME, "duke").run(() -> assertThat(NAME.get()).isEqualTo("duke"));
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value =
                    "When the operation completes (normally or with an exception), each scoped"
                            + " value in the mapping will revert to being unbound")
    void itIsUnboundAfterwards() {
        ScopedValue.where(NAME, "duke").run(() -> {});
        assertThat(NAME.isBound()).isFalse();
        assertThatThrownBy(() ->
                        ScopedValue.where(NAME, "duke")
                                .run(() -> {
                                    throw new IllegalStateException("expected");
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(NAME.isBound()).isFalse();
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "or revert to its previous value when previously bound, in the current thread.")
    void rebindingEnds() {
        ScopedValue.where(NAME, "outer")
                .run(() -> {
                    ScopedValue.where(NAME, "inner")
                            .run(() -> assertThat(NAME.get()).isEqualTo("inner"));
                    assertThat(NAME.get()).isEqualTo("outer");
                });
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value =
                    "Calls a value-returning operation with each scoped value in this mapping bound"
                            + " to its value in the current thread.")
    void callReturnsAValue() throws Exception {
        String value = ScopedValue.where(NAME, "duke").call(() -> NAME.get() + "!");
        assertThat(value).isEqualTo("duke!");
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "If op completes with an exception then it propagated by this method.")
    void callPropagatesTheException() {
        assertThatThrownBy(() ->
                        ScopedValue.where(NAME, "duke")
                                .call(() -> {
                                    throw new IOException("expected");
                                }))
                .isInstanceOf(IOException.class)
                .hasMessage("expected");
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "The current carrier is immutable, so it is not changed by this method.")
    void aCarrierIsImmutable() {
        ScopedValue.Carrier one = ScopedValue.where(NAME, "duke");
        ScopedValue.Carrier two = one.where(NUMBER, 2);
        one.run(() -> assertThat(NUMBER.isBound()).isFalse());
        two.run(() -> assertThat(NUMBER.get()).isEqualTo(2));
        two.run(() -> assertThat(NAME.get()).isEqualTo("duke"));
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value =
                    "If this carrier already has a mapping for the scoped value key then it will"
                            + " map to the new value.")
    void theLastMappingWins() {
        ScopedValue.where(NAME, "first")
                .where(NAME, "second")
                .run(() -> assertThat(NAME.get()).isEqualTo("second"));
    }

    @Test
    @Says(of = ScopedValue.class, value = "Returns the value of a ScopedValue in this mapping.")
    void aCarrierTellsItsValues() {
        ScopedValue.Carrier carrier = ScopedValue.where(NAME, "duke");
        assertThat(carrier.get(NAME)).isEqualTo("duke");
        assertThatThrownBy(() -> carrier.get(NUMBER)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value =
                    "Returns the value of this scoped value if bound in the current thread,"
                            + " otherwise returns other.")
    void orElseReturnsTheOther() {
        assertThat(NAME.orElse("nobody")).isEqualTo("nobody");
        ScopedValue.where(NAME, "duke")
                .run(() -> assertThat(NAME.orElse("nobody")).isEqualTo("duke"));
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "otherwise throws an exception produced by the exception supplying function.")
    void orElseThrowThrows() {
        assertThatThrownBy(() -> NAME.orElseThrow(IllegalStateException::new))
                .isInstanceOf(IllegalStateException.class);
        ScopedValue.where(NAME, "duke")
                .run(() ->
                        assertThat(NAME.orElseThrow(IllegalStateException::new)).isEqualTo("duke"));
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "true if this scoped value is bound in the current thread")
    void otherThreadsDoNotSeeTheBinding() throws Exception {
        boolean bound =
                ScopedValue.where(NAME, "duke").call(() -> Task.call(NAME::isBound).result());
        assertThat(bound).isFalse();
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value = "true if this scoped value is bound in the current thread")
    void theBindingStaysOverAPark() throws Exception {
        Task<String> task =
                Task.call(() ->
                        ScopedValue.where(NAME, "duke")
                                .call(() -> {
                                    LockSupport.park();
                                    return NAME.get();
                                }));
        LockSupport.unpark(task.awaitWaiting().thread());
        assertThat(task.result()).isEqualTo("duke");
    }

    @Test
    @Says(
            of = ScopedValue.class,
            value =
                    "null argument to a method in this class will cause a NullPointerException to"
                            + " be thrown.")
    void nullIsRefused() {
        assertThatThrownBy(() -> ScopedValue.where(null, "duke"))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ScopedValue.where(NAME, "duke").run(null))
                .isInstanceOf(NullPointerException.class);
    }
}
