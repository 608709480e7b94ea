package format

import (
	"maps"
	"strings"

	"verbatim/quotes/corpus/record"
)

// profile says what the fields of one program's export mean, where their names
// alone would mislead: the "author" of an annotation is who made it.
type profile struct {
	name   string   // for people
	needs  string   // the folded names that it has, with spaces between
	unused string   // folded names that say nothing of the quotation
	use    []string // pairs: folded name, name of a field that is understood
}

var profiles = []profile{
	{"Readwise", "highlight book_title", "note color amazon_book_id location_type highlighted_at document_tags", []string{"book_author", "author", "location", "location"}},
	{"Bookcision", "is_note_only", "note is_note_only", nil},
	{"KOReader", "text drawer", "note notes sort time drawer color page_ref datetime datetime_updated number_of_pages pos0 pos1", nil},
	{"KOReader", "text sort time", "note notes sort time drawer color page_ref number_of_pages", nil},
	{"Calibre", "highlighted_text", "note notes uuid timestamp style start_cfi end_cfi spine_index spine_name type format user user_type book_id id removed", []string{"toc_family_titles", "chapter"}},
	{"Hypothes.is", "quote text user", "text user group created updated", nil},
	{"Hypothes.is", "quote comment url", "author comment created_at group type user updated", nil},
	{"Zotero", "annotation_text", "annotation_comment annotation_color annotation_sort_index annotation_position annotation_type annotation_author_name author_name item_type version date_added date_modified parent_item key relations", []string{"annotation_page_label", "page"}},
	{"Zotero", "text page_label sort_index", "comment color sort_index position author_name is_author_name_authoritative date_created date_modified type id", nil},
	{"Clippings.io", "annotation title location", "note source date annotation_type type clipping_type", nil},
	{"Clippings.io", "annotation source location", "note date annotation_type type clipping_type", nil},
	{"Quotable", "content author author_slug", "author_slug length date_added date_modified author_id", nil},
	{"FavQs", "body author author_permalink", "author_permalink favorites_count upvotes_count downvotes_count dialogue private", nil},
	{"Forismatic", "quote_text quote_author", "sender_name sender_link quote_link", nil},
	{"Hitokoto", "hitokoto from", "creator creator_uid reviewer commit_from created_at length type uuid", []string{"from", "title"}},
	{"NadekoBot", "txt an", "an aid", nil},
	{"Streamlabs", "message quote_id", "user", []string{"message", "text"}},
	{"Firebot", "text originator", "creator created", []string{"originator", "speaker"}},
}

// bookkeeping are fields of any program that say when and by whom something was
// saved, and how it was liked: nothing of the quotation.
const bookkeeping = "created_at updated_at created updated created_on modified_at date_added date_created date_modified added added_at added_by added_on highlighted_at saved saved_at saved_on date_saved " +
	"timestamp time color colour likes upvotes downvotes popularity views votes rating score length author_slug slug author_id user_id aid added_by_id " +
	"channel channel_id guild_id guild server server_id message_id msg_id user username submitter creator_id created_by last_modified __v image avatar bio_link author_link author_url author_image about_author img photo quoter created_timestamp og_message_id og_channel_id saved_by message_author_id edited edited_timestamp edited_at quoter_id editor_id"

// fieldsOf returns what the fields of a record mean beside their names.
func (s *Sink) fieldsOf(v record.Value) map[string]string {
	key := ""
	for _, f := range v.Fields {
		key += f.Name + "\x00"
	}
	if s.fieldsFor == key {
		return s.fieldsAre
	}
	all := map[string]string{}
	for _, n := range strings.Fields(bookkeeping) {
		all[n] = ""
	}
	for _, p := range profiles {
		if !p.fits(v) {
			continue
		}
		for _, n := range strings.Fields(p.unused) {
			all[n] = ""
		}
		for i := 0; i+1 < len(p.use); i += 2 {
			all[p.use[i]] = p.use[i+1]
		}
		break
	}
	maps.Copy(all, s.Mapping)
	s.fieldsFor, s.fieldsAre, s.fieldsNew = key, all, true
	return all
}

func (p profile) fits(v record.Value) bool {
	for _, n := range strings.Fields(p.needs) {
		found := false
		for _, f := range v.Fields {
			found = found || record.FoldName(f.Name) == n
		}
		if !found {
			return false
		}
	}
	return true
}
