// What a web server costs at least on this machine: epoll, a thread for each CPU that it may use, and an
// answer of 13 bytes. For ./baton bench server. Prints its URL; ends when its standard input does.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char ANSWER[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";
static struct sockaddr_in address = {.sin_family = AF_INET};

static long check(long result, const char *what) {
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

// Each thread has a socket of its own on the same port: the kernel deals the connections out.
static int listen_on_port(void) {
    int one = 1, fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    check(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one), "SO_REUSEPORT");
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), "TCP_NODELAY"); // inherited
    check(bind(fd, (struct sockaddr *)&address, sizeof address), "bind");
    check(listen(fd, 20000), "listen");
    return fd;
}

static void *serve(void *listener) {
    int fd = (int)(long)listener, epoll = check(epoll_create1(0), "epoll_create1");
    struct epoll_event events[512], event = {.events = EPOLLIN, .data.fd = fd};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
    for (;;) {
        int n = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < n; i++) {
            char request[8192];
            event.data.fd = events[i].data.fd;
            if (event.data.fd == fd) {
                event.data.fd = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
                if (event.data.fd >= 0)
                    epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
            } else if (read(event.data.fd, request, sizeof request) <= 0 ||
                       write(event.data.fd, ANSWER, sizeof ANSWER - 1) < 0) {
                close(event.data.fd); // who asks waits for the answer, and sends no more before it
            }
        }
    }
    return NULL;
}

int main(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max; // as the JVM and Go do
    setrlimit(RLIMIT_NOFILE, &files);
    cpu_set_t cpus;
    check(sched_getaffinity(0, sizeof cpus, &cpus), "sched_getaffinity");
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < CPU_COUNT(&cpus); i++) {
        pthread_t thread;
        long fd = listen_on_port();
        getsockname(fd, (struct sockaddr *)&address, &(socklen_t){sizeof address});
        check(-pthread_create(&thread, NULL, serve, (void *)fd), "pthread_create");
    }
    printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (char byte[64]; read(0, byte, sizeof byte) > 0;)
        ;
    return 0;
}
