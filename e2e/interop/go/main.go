// Other people's code against the log folders of host/store:
//
//	interop verify FOLDER VKEY    reads tiles through golang.org/x/mod/sumdb/tlog: the signature of the checkpoint, the
//	                              inclusion of every entry, the consistency of every size up to the checkpoint's
//	interop write FOLDER COUNT    writes a log with Tessera's POSIX driver and prints its verifier key
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"time"

	tessera "github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/api/layout"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: interop verify FOLDER VKEY | interop write FOLDER COUNT")
	}
	switch os.Args[1] {
	case "verify":
		verify(os.Args[2], os.Args[3])
	case "write":
		count, err := strconv.Atoi(os.Args[3])
		check(err)
		write(os.Args[2], count)
	}
}

// folder reads tiles of height 8 from files named as in c2sp.org/tlog-tiles.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		path := layout.TilePath(uint64(t.L), uint64(t.N), uint8(t.W%256))
		if data[i], err = os.ReadFile(filepath.Join(string(f), path)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func verify(path, vkey string) {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	raw, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	check(err)
	opened, err := note.Open(raw, note.VerifierList(verifier))
	check(err)
	var origin, root string
	var size int64
	_, err = fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &root)
	check(err)
	if origin != verifier.Name() {
		log.Fatalf("origin %q", origin)
	}
	hash, err := tlog.ParseHash(root)
	check(err)
	tree := tlog.Tree{N: size, Hash: hash}
	reader := tlog.TileHashReader(tree, folder(path))
	for index := int64(0); index < size; {
		width := min(256, size-index)
		bundlePath := layout.EntriesPath(uint64(index/256), uint8(width%256))
		bytes, err := os.ReadFile(filepath.Join(path, bundlePath))
		check(err)
		var bundle api.EntryBundle
		check(bundle.UnmarshalText(bytes))
		if int64(len(bundle.Entries)) != width {
			log.Fatalf("%s holds %d entries", bundlePath, len(bundle.Entries))
		}
		for i, entry := range bundle.Entries {
			// Of a large tree a part: first and last of each bundle, and every 13th.
			if size > 10_000 && i > 0 && i < len(bundle.Entries)-1 && i%13 != 0 {
				index++
				continue
			}
			proof, err := tlog.ProveRecord(size, index, reader)
			check(err)
			check(tlog.CheckRecord(proof, size, hash, index, tlog.RecordHash(entry)))
			index++
		}
	}
	for older := int64(1); older <= size; older += 1 + older/7 {
		oldRoot, err := tlog.TreeHash(older, reader)
		check(err)
		proof, err := tlog.ProveTree(size, older, reader)
		check(err)
		check(tlog.CheckTree(proof, size, hash, older, oldRoot))
	}
	fmt.Printf("%d entries\n", size)
}

func write(path string, count int) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	secret, vkey, err := note.GenerateKey(rand.Reader, "tessera.example/log")
	check(err)
	signer, err := note.NewSigner(secret)
	check(err)
	driver, err := posix.New(ctx, posix.Config{Path: path})
	check(err)
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(100*time.Millisecond).
		WithBatching(100, 10*time.Millisecond)
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	check(err)
	var last tessera.IndexFuture
	for i := range count {
		last = appender.Add(ctx, tessera.NewEntry([]byte(fmt.Sprintf("entry %d", i))))
		// Several batches, hence several integrated sizes.
		if i%97 == 0 {
			_, err := last()
			check(err)
		}
	}
	_, _, err = tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 10*time.Millisecond).Await(ctx, last)
	check(err)
	check(shutdown(ctx))
	fmt.Println(vkey)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
