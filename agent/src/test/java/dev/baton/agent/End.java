package dev.baton.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/** One end of a connection: the two kinds that the JDK has, and where they differ. */
interface End extends AutoCloseable {
    /** What comes from the other end. */
    InputStream in() throws IOException;

    /** The same; a read of it waits for so many milliseconds, or without limit for 0. */
    InputStream in(int timeoutMs) throws IOException;

    /** What goes to the other end. */
    OutputStream out() throws IOException;

    /** Says that no more goes there. */
    void shutdownOutput() throws IOException;

    /** What a read or a write gets when another thread closes this end. */
    Class<? extends IOException> whenClosed();

    /** What it gets when its thread is interrupted, which closes this end. */
    Class<? extends IOException> whenInterrupted();

    @Override
    void close() throws IOException;

    /** Closes it so that the other end gets an error, and not the end of what was sent. */
    void reset() throws IOException;

    /** Of a socket. */
    record OfSocket(Socket socket) implements End {
        @Override
        public InputStream in() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public InputStream in(int timeoutMs) throws IOException {
            socket.setSoTimeout(timeoutMs);
            return socket.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public Class<? extends IOException> whenClosed() {
            return SocketException.class;
        }

        @Override
        public Class<? extends IOException> whenInterrupted() {
            return SocketException.class;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        @Override
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Of a channel. */
    record OfChannel(SocketChannel channel) implements End {
        @Override
        public InputStream in() {
            return Channels.newInputStream(channel);
        }

        @Override
        public InputStream in(int timeoutMs) throws IOException {
            channel.socket().setSoTimeout(timeoutMs);
            return channel.socket().getInputStream();
        }

        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public Class<? extends IOException> whenClosed() {
            return ClosedChannelException.class;
        }

        @Override
        public Class<? extends IOException> whenInterrupted() {
            return ClosedByInterruptException.class;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        @Override
        public void reset() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        }
    }
}
