package dev.baton.agent.classfile;

import java.util.Arrays;

/** Bytes that are written one after the other, numbers with their highest byte first. */
final class Bytes {
    private byte[] bytes;
    private int size;

    Bytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Of a class file: two bytes. */
    static int u2(byte[] file, int pos) {
        return (file[pos] & 0xFF) << 8 | (file[pos + 1] & 0xFF);
    }

    /** Of a class file: four bytes. */
    static int u4(byte[] file, int pos) {
        return u2(file, pos) << 16 | u2(file, pos + 2);
    }

    int size() {
        return size;
    }

    void put1(int n) {
        reserve(1);
        bytes[size++] = (byte) n;
    }

    void put2(int n) {
        reserve(2);
        bytes[size++] = (byte) (n >> 8);
        bytes[size++] = (byte) n;
    }

    void put4(int n) {
        put2(n >> 16);
        put2(n);
    }

    void put(byte[] from, int at, int length) {
        reserve(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
    }

    void put(Bytes other) {
        put(other.bytes, 0, other.size);
    }

    /** Writes over what is there. */
    void set2(int at, int n) {
        bytes[at] = (byte) (n >> 8);
        bytes[at + 1] = (byte) n;
    }

    /** Writes over what is there. */
    void set4(int at, int n) {
        set2(at, n >> 16);
        set2(at + 2, n);
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
