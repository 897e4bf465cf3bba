package engine

import (
	"strings"

	"github.com/golws/golws/core/header"
)

// RejectedAgent is what user agents with Keyword in their name are answered.
type RejectedAgent struct {
	Keyword string
	Status  int
	HTML    string
}

// rejectsAgent answers x if its user agent is one that the vhost rejects.
func (c *Conn) rejectsAgent(x *transaction) bool {
	if len(c.Vhost.Config.RejectedAgents) == 0 {
		return false
	}
	agent := c.headerText(header.UserAgent)
	for _, r := range c.Vhost.Config.RejectedAgents {
		if !strings.Contains(agent, r.Keyword) {
			continue
		}
		c.log(LevelInfo, "rejected user agent "+agent)
		x.status = r.Status
		c.write(nil, c.errorPage(r.Status, r.HTML))
		c.finishAnswer(x)
		return true
	}
	return false
}
