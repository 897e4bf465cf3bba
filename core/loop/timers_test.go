package loop

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// recorder notes which timers expired, and when.
type recorder struct {
	fired []*Timer
	times []int64
	then  func(t *Timer, now int64)
}

func (r *recorder) Expire(t *Timer, now int64) {
	r.fired = append(r.fired, t)
	r.times = append(r.times, now)
	if r.then != nil {
		r.then(t, now)
	}
}

func (r *recorder) timers(n int) []Timer {
	list := make([]Timer, n)
	for i := range list {
		list[i].Owner = r
	}
	return list
}

func (r *recorder) want(t *testing.T, what string, want ...*Timer) {
	t.Helper()
	if !slices.Equal(r.fired, want) {
		t.Errorf("%s: fired %p, want %p", what, r.fired, want)
	}
}

func TestTimersFireInOrderOfTime(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(4)
	for i, due := range []int64{30, 10, 40, 20} {
		h.Set(&list[i], due)
	}
	if due, set := h.Next(); !set || due != 10 {
		t.Errorf("Next is %d %v, want 10 true", due, set)
	}
	if n := h.Run(9); n != 0 {
		t.Errorf("%d timers fired before their time", n)
	}
	if n := h.Run(30); n != 3 {
		t.Errorf("%d timers fired, want 3", n)
	}
	r.want(t, "at 30", &list[1], &list[3], &list[0])
	if due, set := h.Next(); !set || due != 40 {
		t.Errorf("Next is %d %v, want 40 true", due, set)
	}
	h.Run(40)
	if _, set := h.Next(); set || h.Len() != 0 {
		t.Error("timers are left after the last one")
	}
}

// Programs that schedule several timers for the same time rely on their order.
func TestTimersWithEqualTimesFireInTheOrderTheyWereSet(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(200)
	var want []*Timer
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(list)) {
		h.Set(&list[i], 5)
		want = append(want, &list[i])
	}
	h.Run(5)
	r.want(t, "equal times", want...)
}

func TestTimerSetAgainMovesInsteadOfFiringTwice(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(2)
	h.Set(&list[0], 10)
	h.Set(&list[1], 20)
	h.Set(&list[0], 30)
	if due, set := list[0].Due(); !set || due != 30 {
		t.Errorf("Due is %d %v, want 30 true", due, set)
	}
	h.Run(25)
	r.want(t, "at 25", &list[1])
	h.Set(&list[0], 26)
	h.Run(26)
	r.want(t, "at 26", &list[1], &list[0])
	if h.Run(100) != 0 {
		t.Error("a moved timer fired twice")
	}
}

func TestTimerUnset(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(3)
	h.Unset(&list[0]) // unset already
	for i := range list {
		h.Set(&list[i], int64(i))
	}
	h.Unset(&list[1])
	h.Unset(&list[1])
	if _, set := list[1].Due(); set {
		t.Error("an unset timer says it is set")
	}
	h.Run(10)
	r.want(t, "after Unset", &list[0], &list[2])
	if _, set := list[0].Due(); set {
		t.Error("a fired timer says it is set")
	}
}

// An Expire that cancels a timer which is due in the same turn is obeyed: the
// program may have freed what that timer is about.
func TestTimerCancelledInsideExpireDoesNotFire(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(5)
	r.then = func(timer *Timer, _ int64) {
		if timer == &list[0] {
			h.Unset(&list[3])
			h.Unset(&list[1])
		}
	}
	for i := range list {
		h.Set(&list[i], 7)
	}
	h.Run(7)
	r.want(t, "cancelled inside Expire", &list[0], &list[2], &list[4])
}

// A timer that re-arms itself for "at once" has its next turn in the next Run,
// or the loop would never get back to its sockets.
func TestTimerReArmedForAtOnceWaitsForTheNextRun(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(2)
	r.then = func(timer *Timer, now int64) { h.Set(timer, now) }
	h.Set(&list[0], 1)
	h.Set(&list[1], 1)
	for range 3 {
		r.fired = nil
		if n := h.Run(1); n != 2 {
			t.Fatalf("%d timers fired in one Run, want 2", n)
		}
		r.want(t, "re-armed", &list[0], &list[1])
	}
	if h.Len() != 2 {
		t.Errorf("%d timers armed, want 2", h.Len())
	}
}

// One that is set inside an Expire for an earlier time than others that are due
// must not hold those up.
func TestTimerSetInsideExpireDoesNotHoldUpOthers(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(3)
	r.then = func(timer *Timer, _ int64) {
		if timer == &list[0] {
			h.Set(&list[2], 0) // earlier than all
		}
	}
	h.Set(&list[0], 1)
	h.Set(&list[1], 2)
	h.Run(10)
	r.want(t, "first Run", &list[0], &list[1])
	h.Run(10)
	r.want(t, "second Run", &list[0], &list[1], &list[2])
}

// The heap against the simplest thing that could be right, over random calls.
func TestTimersAgainstSortedList(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var h Timers
	r := &recorder{}
	list := r.timers(300)
	type armed struct {
		timer *Timer
		due   int64
	}
	var model []armed // in the order they were set
	drop := func(timer *Timer) {
		model = slices.DeleteFunc(model, func(a armed) bool { return a.timer == timer })
	}
	now := int64(0)
	for range 20_000 {
		timer := &list[rnd.IntN(len(list))]
		switch rnd.IntN(8) {
		case 0, 1, 2, 3:
			due := now + rnd.Int64N(50)
			h.Set(timer, due)
			drop(timer)
			model = append(model, armed{timer, due})
		case 4, 5:
			h.Unset(timer)
			drop(timer)
		default:
			now += rnd.Int64N(5)
			var want []*Timer
			slices.SortStableFunc(model, func(a, b armed) int { return int(a.due - b.due) })
			for len(model) > 0 && model[0].due <= now {
				want = append(want, model[0].timer)
				model = model[1:]
			}
			r.fired = nil
			h.Run(now)
			if !slices.Equal(r.fired, want) {
				t.Fatalf("at %d: fired %d timers in another order or number than the list, which has %d", now, len(r.fired), len(want))
			}
		}
		if h.Len() != len(model) {
			t.Fatalf("%d timers armed, want %d", h.Len(), len(model))
		}
	}
}

func TestHundredThousandTimers(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(100_000)
	rnd := rand.New(rand.NewPCG(5, 6))
	for i := range list {
		h.Set(&list[i], rnd.Int64N(1_000_000))
	}
	for i := 0; i < len(list); i += 2 {
		h.Unset(&list[i])
	}
	if h.Len() != len(list)/2 {
		t.Fatalf("%d timers armed, want %d", h.Len(), len(list)/2)
	}
	last := int64(-1)
	r.then = func(timer *Timer, _ int64) {
		if timer.due < last {
			t.Fatalf("a timer for %d fired after one for %d", timer.due, last)
		}
		last = timer.due
	}
	if n := h.Run(1_000_000); n != len(list)/2 {
		t.Errorf("%d timers fired, want %d", n, len(list)/2)
	}
}

func TestSettingTimersAllocatesNothing(t *testing.T) {
	var h Timers
	r := &recorder{}
	list := r.timers(64)
	for i := range list {
		h.Set(&list[i], int64(i))
	}
	r.fired, r.times = make([]*Timer, 0, 1<<16), make([]int64, 0, 1<<16)
	now := int64(0)
	if n := testing.AllocsPerRun(200, func() {
		now++
		for i := range list {
			h.Set(&list[i], now+int64(i%7))
		}
		h.Unset(&list[0])
		h.Run(now)
	}); n != 0 {
		t.Errorf("%v allocations a turn, want none", n)
	}
}

func BenchmarkTimerMoved(b *testing.B) {
	var h Timers
	r := &recorder{}
	list := r.timers(20_000)
	for i := range list {
		h.Set(&list[i], int64(i))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		h.Set(&list[i%len(list)], int64(i+20_000))
	}
}
