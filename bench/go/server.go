package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

const answerText = "Hello, World!"

var answer = []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n" + answerText)

// serve is a server for ./baton bench server, until its standard input ends: bench serve KIND [URL].
//
//	net        a goroutine for each connection, on net alone, as programs.servers.Plain
//	http       net/http
//	gateway    as net, but each connection asks the server at URL first, by a connection that it keeps
func serve(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("serve: which of net, http, gateway?")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	switch kind := args[0]; {
	case kind == "net":
		go accept(listener, func() (func() ([]byte, error), error) {
			return func() ([]byte, error) { return answer, nil }, nil
		})
	case kind == "http":
		go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, answerText)
		}))
	case kind == "gateway" && len(args) > 1:
		host := strings.TrimPrefix(args[1], "http://")
		go accept(listener, func() (func() ([]byte, error), error) { return ask(host) })
	default:
		return fmt.Errorf("serve: %v: must be net, http or gateway URL", args)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func accept(listener net.Listener, open func() (func() ([]byte, error), error)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, "accept:", err)
			return
		}
		go converse(conn, open)
	}
}

// converse reads requests of which it wants to know no more than where they end.
func converse(conn net.Conn, open func() (func() ([]byte, error), error)) {
	defer conn.Close()
	handle, err := open()
	if err != nil {
		fmt.Fprintln(os.Stderr, "a connection failed:", err)
		return
	}
	buffer := make([]byte, 8<<10)
	for length := 0; ; {
		n, err := conn.Read(buffer[length:])
		if err != nil || n == 0 {
			return
		}
		length += n
		if bytes.HasSuffix(buffer[:length], []byte("\r\n\r\n")) {
			answer, err := handle()
			if err != nil {
				fmt.Fprintln(os.Stderr, "a request failed:", err)
				return
			}
			if _, err := conn.Write(answer); err != nil {
				return
			}
			length = 0
		}
	}
}

// ask makes a handler that gets its answer from the server at host.
func ask(host string) (func() ([]byte, error), error) {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	request := []byte("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	buffer := make([]byte, len(answer))
	return func() ([]byte, error) {
		if _, err := conn.Write(request); err != nil {
			return nil, err
		}
		_, err := io.ReadFull(conn, buffer)
		return buffer, err
	}, nil
}
