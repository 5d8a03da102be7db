package main

// Set phrases and common words of our own (pairs/phrases.tsv, pairs/words.tsv), in every case and with and without marks.

import (
	"strings"

	"pellucid/engine/token"
)

// phrases are pairs for each direction; most serve both.
type phrases struct{ toEnglish, toChinese []pair }

// readPhrases reads both files.
func readPhrases() (phrases, error) {
	var all phrases
	for _, file := range []string{"phrases.tsv", "words.tsv"} {
		lines, err := readLines(file, 2)
		if err != nil {
			return all, err
		}
		for _, f := range lines {
			english, chineseOnly := strings.CutPrefix(f[0], ">")
			english, englishOnly := strings.CutPrefix(english, "<")
			p := pair{token.Tidy(english), token.Tidy(f[1]), "phrases"}
			if !chineseOnly {
				all.toEnglish = append(all.toEnglish, p)
			}
			if !englishOnly {
				all.toChinese = append(all.toChinese, p)
			}
		}
	}
	return all, nil
}

// spelled is each phrase as visitors write it: as it stands, without its mark, and, for Chinese, in every case.
func (all phrases) spelled() phrases {
	var more phrases
	more.toEnglish = append(all.toEnglish, withoutMarks(all.toEnglish)...)
	for _, p := range append(all.toChinese, withoutMarks(all.toChinese)...) {
		seen := map[string]bool{}
		for _, english := range []string{p.english, strings.ToLower(p.english), capital(p.english), strings.ToUpper(p.english)} {
			if !seen[english] {
				seen[english] = true
				more.toChinese = append(more.toChinese, pair{english, p.chinese, p.source})
			}
		}
	}
	return more
}

// known says whether our own list has a translation of either side, which a word list's gloss would contradict.
func (all phrases) known() func(pair) bool {
	texts := map[string]bool{}
	for _, p := range append(all.toEnglish, all.toChinese...) {
		texts[bare(p.english)], texts[bare(p.chinese)] = true, true
	}
	return func(p pair) bool { return texts[bare(p.english)] || texts[bare(p.chinese)] }
}
