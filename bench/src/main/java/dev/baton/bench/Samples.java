package dev.baton.bench;

import java.util.Arrays;

/** Numbers as they come in; of one thread. */
final class Samples {
    private double[] values = new double[1024];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    boolean isEmpty() {
        return size == 0;
    }

    double[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
