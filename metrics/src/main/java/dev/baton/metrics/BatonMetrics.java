package dev.baton.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * For Micrometer: {@code new BatonMetrics().bindTo(registry)}, or a bean of this class in Spring
 * Boot. Nothing is measured between two readings.
 */
public final class BatonMetrics implements MeterBinder {
    /** Nothing yet. */
    public BatonMetrics() {}

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Figure figure : Figure.values()) {
            if (figure.isCounter()) {
                FunctionCounter.builder(figure.id, figure, Figure::value)
                        .description(figure.meaning)
                        .register(registry);
            } else {
                Gauge.builder(figure.id, figure, Figure::value)
                        .description(figure.meaning)
                        .baseUnit(figure.isTime() ? "seconds" : null)
                        .register(registry);
            }
        }
    }
}
