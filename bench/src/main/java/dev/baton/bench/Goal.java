package dev.baton.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is wanted of Baton's median: a bound in the figure's unit, or a multiple of what a peer does
 * in the same run.
 *
 * @param atMost whether less is better
 * @param bound the bound itself, or how many times the peer's median
 * @param peer whose median the bound is a multiple of; null where the bound stands for itself
 */
public record Goal(boolean atMost, double bound, Peer peer) {
    /** No more than so many units. */
    static Goal atMost(double bound) {
        return new Goal(true, bound, null);
    }

    /** No less than so many units. */
    static Goal atLeast(double bound) {
        return new Goal(false, bound, null);
    }

    /** No more than so many times what the peer needs. */
    static Goal atMost(double times, Peer peer) {
        return new Goal(true, times, peer);
    }

    /** No less than so many times what the peer does. */
    static Goal atLeast(double times, Peer peer) {
        return new Goal(false, times, peer);
    }

    /**
     * Whether it is met.
     *
     * @param medians the median of each peer, empty where it has none
     * @return empty when Baton or the peer that it is compared with was not measured
     */
    public Optional<Boolean> met(Function<Peer, Optional<Double>> medians) {
        return met(atMost, bound, peer, Peer.BATON, medians);
    }

    /**
     * Whether what is wanted of one side is met, of whatever kind the sides are.
     *
     * @param <S> what tells the sides apart
     * @param atMost whether less is better
     * @param bound the bound itself, or how many times the other's median
     * @param other whose median the bound is a multiple of; null where the bound stands for itself
     * @param ours of whose median it is wanted
     * @param medians the median of each side, empty where it has none
     * @return empty when one of the two was not measured
     */
    public static <S> Optional<Boolean> met(
            boolean atMost, double bound, S other, S ours, Function<S, Optional<Double>> medians) {
        Optional<Double> unit = other == null ? Optional.of(1.0) : medians.apply(other);
        Optional<Double> median = medians.apply(ours);
        if (unit.isEmpty() || median.isEmpty()) {
            return Optional.empty();
        }
        double limit = bound * unit.get();
        return Optional.of(atMost ? median.get() <= limit : median.get() >= limit);
    }

    /**
     * The goal for a reader.
     *
     * @return for example {@code ≤ 50} or {@code ≤ 0.7 × stock}
     */
    @Override
    public String toString() {
        String text = (atMost ? "≤ " : "≥ ");
        if (peer == null) {
            return text + number(bound);
        }
        return text + (bound == 1 ? peer.id() : number(bound) + " × " + peer.id());
    }

    private static String number(double d) {
        return d == Math.rint(d) ? String.format(Locale.ROOT, "%,d", (long) d) : Double.toString(d);
    }
}
