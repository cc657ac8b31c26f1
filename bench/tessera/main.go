// The peer of bench/store.bench.ts: Tessera's POSIX driver takes the same 300-byte entries, in batches of the same
// size, until a signed checkpoint covers them all. Prints entries per second; ANTISPAM=1 with its persistent
// deduplication, which our store always has.
package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	tessera "github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	antispam "github.com/transparency-dev/tessera/storage/posix/antispam"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	entries := number("ENTRIES", 200_000)
	block := number("BLOCK", 10_000)
	fmt.Println(round(entries, block, os.Getenv("ANTISPAM") != ""))
}

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func round(entries, block int, deduplicate bool) int {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	folder, err := os.MkdirTemp("", "tessera-bench-")
	check(err)
	defer os.RemoveAll(folder)
	secret, _, err := note.GenerateKey(rand.Reader, "bench.example/log")
	check(err)
	signer, err := note.NewSigner(secret)
	check(err)
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	check(err)
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(100*time.Millisecond).
		WithBatching(uint(block), 50*time.Millisecond).
		WithPushback(uint(entries + 1)).
		WithGarbageCollectionInterval(0)
	if deduplicate {
		persistent, err := antispam.NewAntispam(ctx, folder+"/antispam", antispam.AntispamOpts{PushbackThreshold: uint(entries + 1)})
		check(err)
		options = options.WithAntispam(uint(entries), persistent)
	}
	appender, _, reader, err := tessera.NewAppender(ctx, driver, options)
	check(err)
	data := make([][]byte, entries)
	for i := range data {
		data[i] = make([]byte, 300)
		for j := range data[i] {
			data[i][j] = 'a'
		}
		binary.BigEndian.PutUint64(data[i][6:], uint64(i))
	}
	started := time.Now()
	futures := make([]tessera.IndexFuture, entries)
	for i, d := range data {
		futures[i] = appender.Add(ctx, tessera.NewEntry(d))
	}
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 5*time.Millisecond)
	for _, f := range futures {
		_, err := f()
		check(err)
	}
	_, _, err = awaiter.Await(ctx, futures[entries-1])
	check(err)
	return int(float64(entries) / time.Since(started).Seconds())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
