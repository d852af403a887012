//! `{% ifchanged %}`: its body, unless that is what the last `ifchanged` came to.

use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Block, Node};

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn if_changed(&mut self, open: Tag<'s>) -> Node<'s> {
        let (body, _) = self.body(&open, "endifchanged", &[]);
        Node::IfChanged(Block { body, span: open.span })
    }
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn if_changed(&mut self, block: &'a Block<'s>) -> Flow {
        let before = self.written();
        let flow = self.nodes(&block.body);
        // What is remembered is a copy, and such tags may nest.
        const BYTES_A_STEP: usize = 64;
        if !self.work((self.out.len() - before.out) / BYTES_A_STEP, block.span) {
            return Flow::Stop;
        }
        let text = &self.out[before.out..];
        if self.state.changed.as_deref() == Some(text) {
            self.take_back(before);
        } else {
            self.state.changed = Some(text.to_owned());
        }
        flow
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::check;

    #[test]
    fn what_is_the_same_again_is_left_out() {
        check(&[
            (
                "{% for i in (1..5) %}{% ifchanged %}{{ i | divided_by: 2 }}{% endifchanged %}{% endfor %}",
                "012",
            ),
            (
                "{% ifchanged %}a{% endifchanged %}{% ifchanged %}a{% endifchanged %}{% ifchanged %}{% endifchanged %}{% ifchanged %}a{% endifchanged %}",
                "aa",
            ),
            (
                "{% capture x %}{% ifchanged %}a{% endifchanged %}{% ifchanged %}a{% endifchanged %}b{% endcapture %}{{ x }}",
                "ab",
            ),
        ]);
    }
}
