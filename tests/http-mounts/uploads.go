package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// upload sends a form with a file of that size.
func (s *server) upload(size int) (status int, err error) {
	in, out := io.Pipe()
	form := multipart.NewWriter(out)
	go func() {
		part, err := form.CreateFormFile("file", "name")
		if err == nil {
			_, err = io.Copy(part, zeros(int64(size)))
		}
		if err == nil {
			err = form.Close()
		}
		out.CloseWithError(err)
	}()
	r, _, err := s.ask("POST", "/upload", in, "Content-Type", form.FormDataContentType())
	if err != nil {
		return 0, err
	}
	return r.StatusCode, nil
}

func uploads(s *server) error {
	if status, err := s.upload(3_000_000); err != nil || status != 200 {
		return fmt.Errorf("%d, %v", status, err)
	}
	got, err := os.ReadFile(filepath.Join(s.folder, "uploads", "file"))
	if err != nil || !bytes.Equal(got, make([]byte, 3_000_000)) {
		return fmt.Errorf("%d bytes are there, %v", len(got), err)
	}
	return nil
}

// fillDisk leaves less room for uploads than overfull needs, until release is called.
func (s *server) fillDisk() (release func(), err error) {
	folder := filepath.Join(s.folder, "uploads")
	if err := os.Remove(filepath.Join(folder, "file")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=1m") == nil {
		return func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }, nil
	}
	// Nothing may be mounted: a device that is always full.
	file := filepath.Join(folder, "file")
	return func() { _ = os.Remove(file) }, os.Symlink("/dev/full", file)
}

// overfull uploads more than there is room for.
func (s *server) overfull() error {
	if status, err := s.upload(2_000_000); err != nil || status != 507 {
		return fmt.Errorf("an upload to a full disk: %d, %v", status, err)
	}
	return nil
}

// fullDisk uploads more than there is room for, again and again: the program says
// so to its clients, nothing stays open, and then there is room again.
func fullDisk(s *server) error {
	release, err := s.fillDisk()
	if err != nil {
		return err
	}
	s.client.CloseIdleConnections()
	time.Sleep(200 * time.Millisecond) // the end of the check before
	descriptors := s.descriptors()
	for range 50 {
		if err := s.overfull(); err != nil {
			release()
			return err
		}
	}
	s.client.CloseIdleConnections()
	err = s.settles(descriptors, 0)
	release()
	if err != nil {
		return err
	}
	if status, err := s.upload(500_000); err != nil || status != 200 {
		return fmt.Errorf("with room again: %d, %v", status, err)
	}
	return nil
}
