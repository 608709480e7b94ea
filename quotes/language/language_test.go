package language_test

import (
	"testing"

	"verbatim/quotes/language"
)

// written are sentences as they stand in news and chats; the language of each is
// clear from the one sentence.
var written = map[string][]string{
	"af": {"Die minister het gesê dat die skool eers volgende jaar weer oopmaak, omdat die dak herstel moet word."},
	"am": {"ከንቲባው ድልድዩ በሚቀጥለው ወር ይከፈታል ብለዋል።"},
	"ar": {"قال الوزير إن الجسر سيفتح أمام المرور في الشهر المقبل بعد انتهاء أعمال الصيانة.", "ارتفاع أسعار الخبز في العاصمة"},
	"az": {"Nazir bildirib ki, yeni körpü gələn ay açılacaq və məktəblilər üçün yol daha qısa olacaq."},
	"be": {"Міністр сказаў, што новы мост адкрыюць у наступным месяцы, калі скончацца ўсе работы."},
	"bg": {"Кметът каза, че новият мост ще бъде открит следващия месец, когато ремонтът приключи.", "Защо цените на хляба пак се вдигат"},
	"bn": {"মেয়র বলেছেন, আগামী মাসে নতুন সেতুটি খুলে দেওয়া হবে।"},
	"ca": {"L'alcaldessa va dir que el pont nou s'obrirà el mes que ve, quan s'acabin les obres."},
	"cs": {"Starostka řekla, že nový most se otevře příští měsíc, až skončí všechny práce.", "Ceny chleba znovu porostou", "to mi fakt nepřijde jako dobrý nápad"},
	"cy": {"Dywedodd y maer y bydd y bont newydd yn agor y mis nesaf pan fydd y gwaith wedi gorffen."},
	"da": {"Borgmesteren sagde, at den nye bro åbner i næste måned, når arbejdet er færdigt, og at ingen behøver at betale."},
	"de": {"Die Bürgermeisterin sagte, die neue Brücke werde im nächsten Monat eröffnet.", "Bahn streicht Züge nach Sturm", "Das habe ich nie gesagt, das weißt du genau"},
	"el": {"Η δήμαρχος είπε ότι η νέα γέφυρα θα ανοίξει τον επόμενο μήνα."},
	"en": {
		"The mayor said the new bridge would open next month, once the repairs were finished.",
		"Harbour pilots vote to strike over night shifts",
		"honestly i never thought they would get away with it",
		"Told of the verdict, Mrs Okonkwo-Bjørnsen of Gdańsk shook her head and walked out.",
		"Shares in Nestlé, Société Générale and Banco Santander fell after the announcement.",
	},
	"es": {"La alcaldesa dijo que el puente nuevo se abrirá el mes que viene, cuando terminen las obras.", "Sube otra vez el precio del pan en la capital", "no me parece una buena idea, la verdad"},
	"et": {"Linnapea ütles, et uus sild avatakse järgmisel kuul, kui kõik tööd on lõppenud."},
	"eu": {"Alkateak esan du zubi berria datorren hilean irekiko dutela, lanak amaitzen direnean."},
	"fa": {"شهردار گفت که پل جدید ماه آینده پس از پایان تعمیرات باز خواهد شد."},
	"fi": {"Pormestari sanoi, että uusi silta avataan ensi kuussa, kun kaikki työt ovat valmiit."},
	"fr": {"La maire a déclaré que le nouveau pont ouvrirait le mois prochain, une fois les travaux terminés.", "Le prix du pain augmente encore", "je ne vois vraiment pas pourquoi il a dit ça"},
	"ga": {"Dúirt an méara go n-osclófar an droichead nua an mhí seo chugainn nuair a bheidh an obair críochnaithe."},
	"gu": {"મેયરે કહ્યું કે નવો પુલ આવતા મહિને ખુલશે."},
	"he": {"ראש העיר אמרה שהגשר החדש ייפתח בחודש הבא."},
	"hi": {"महापौर ने कहा कि नया पुल अगले महीने खुलेगा, जब सारा काम पूरा हो जाएगा।"},
	"hr": {"Gradonačelnica je rekla da će se novi most otvoriti sljedeći mjesec, kad završe svi radovi."},
	"hu": {"A polgármester azt mondta, hogy az új hidat a jövő hónapban adják át, amikor a munkák véget érnek."},
	"hy": {"Քաղաքապետն ասաց, որ նոր կամուրջը կբացվի հաջորդ ամիս։"},
	"id": {"Wali kota mengatakan jembatan baru itu akan dibuka bulan depan setelah semua pekerjaan selesai."},
	"is": {"Bæjarstjórinn sagði að nýja brúin yrði opnuð í næsta mánuði þegar verkinu væri lokið."},
	"it": {"La sindaca ha detto che il nuovo ponte aprirà il mese prossimo, quando saranno finiti i lavori.", "Sale ancora il prezzo del pane", "non credo proprio che sia andata così"},
	"ja": {"市長は新しい橋が来月開通すると述べた。", "パンの値上げ、来月から"},
	"ka": {"მერმა თქვა, რომ ახალი ხიდი მომავალ თვეში გაიხსნება."},
	"kk": {"Қала әкімі жаңа көпір келесі айда барлық жұмыс аяқталғанда ашылатынын айтты."},
	"km": {"អភិបាលក្រុងបាននិយាយថា ស្ពានថ្មីនឹងបើកនៅខែក្រោយ។"},
	"kn": {"ಹೊಸ ಸೇತುವೆ ಮುಂದಿನ ತಿಂಗಳು ತೆರೆಯಲಿದೆ ಎಂದು ಮೇಯರ್ ಹೇಳಿದರು."},
	"ko": {"시장은 새 다리가 다음 달에 개통된다고 말했다.", "빵값 또 오른다"},
	"lo": {"ເຈົ້າເມືອງກ່າວວ່າ ຂົວໃໝ່ຈະເປີດໃນເດືອນໜ້າ."},
	"lt": {"Meras sakė, kad naujas tiltas bus atidarytas kitą mėnesį, kai baigsis visi darbai."},
	"lv": {"Mērs teica, ka jauno tiltu atklās nākamajā mēnesī, kad visi darbi būs pabeigti."},
	"mk": {"Градоначалничката рече дека новиот мост ќе се отвори следниот месец, кога ќе завршат сите работи."},
	"ml": {"പുതിയ പാലം അടുത്ത മാസം തുറക്കുമെന്ന് മേയർ പറഞ്ഞു."},
	"mn": {"Хотын дарга шинэ гүүрийг ирэх сард бүх ажил дуусахад нээнэ гэж хэллээ."},
	"mr": {"महापौरांनी सांगितले की नवीन पूल पुढच्या महिन्यात सुरू होणार आहे आणि काम पूर्ण झाले आहे."},
	"my": {"တံတားအသစ်ကို လာမယ့်လမှာ ဖွင့်မယ်လို့ မြို့တော်ဝန်က ပြောပါတယ်။"},
	"nl": {"De burgemeester zei dat de nieuwe brug volgende maand opengaat, als het werk klaar is.", "Broodprijs stijgt opnieuw door dure tarwe", "dat heb ik helemaal niet gezegd hoor"},
	"no": {"Ordføreren sa at den nye brua åpner neste måned når arbeidet er ferdig, og at ingen trenger å betale bompenger."},
	"pa": {"ਮੇਅਰ ਨੇ ਕਿਹਾ ਕਿ ਨਵਾਂ ਪੁਲ ਅਗਲੇ ਮਹੀਨੇ ਖੁੱਲ੍ਹੇਗਾ।"},
	"pl": {"Burmistrz powiedziała, że nowy most zostanie otwarty w przyszłym miesiącu, gdy skończą się prace.", "Ceny chleba znów w górę", "nie wydaje mi się, żeby to był dobry pomysł"},
	"pt": {"A prefeita disse que a nova ponte será aberta no próximo mês, quando terminarem as obras.", "Preço do pão volta a subir na capital", "não acho que seja uma boa ideia"},
	"ro": {"Primarul a spus că noul pod va fi deschis luna viitoare, după ce se termină lucrările."},
	"ru": {"Мэр заявила, что новый мост откроют в следующем месяце, когда закончат все работы.", "Цены на хлеб снова выросли", "мне кажется, это была плохая идея"},
	"si": {"නව පාලම ලබන මාසයේ විවෘත කරන බව නගරාධිපති පැවසීය."},
	"sk": {"Primátorka povedala, že nový most otvoria budúci mesiac, keď sa skončia všetky práce, a že cesta bude kratšia."},
	"sl": {"Županja je povedala, da bodo novi most odprli prihodnji mesec, ko bodo končana vsa dela."},
	"so": {"Duqa magaalada ayaa sheegay in buundada cusub la furi doono bisha soo socota."},
	"sq": {"Kryetarja e bashkisë tha se ura e re do të hapet muajin e ardhshëm, kur të mbarojnë punimet."},
	"sr": {"Градоначелница је рекла да ће нови мост бити отворен следећег месеца, када се заврше сви радови."},
	"sv": {"Borgmästaren sade att den nya bron öppnar nästa månad när arbetet är färdigt.", "Brödpriset stiger igen efter dålig skörd"},
	"sw": {"Meya alisema kwamba daraja jipya litafunguliwa mwezi ujao baada ya kazi zote kukamilika."},
	"ta": {"புதிய பாலம் அடுத்த மாதம் திறக்கப்படும் என்று மேயர் கூறினார்."},
	"te": {"కొత్త వంతెన వచ్చే నెల తెరుచుకుంటుందని మేయర్ చెప్పారు."},
	"th": {"นายกเทศมนตรีกล่าวว่าสะพานใหม่จะเปิดในเดือนหน้า"},
	"tl": {"Sinabi ng alkalde na bubuksan ang bagong tulay sa susunod na buwan kapag natapos na ang lahat ng trabaho."},
	"tr": {"Belediye başkanı, yeni köprünün gelecek ay bütün çalışmalar bitince açılacağını söyledi.", "Ekmek fiyatları yine arttı", "bence bu hiç iyi bir fikir değil"},
	"uk": {"Міська голова сказала, що новий міст відкриють наступного місяця, коли завершать усі роботи.", "Ціни на хліб знову зросли", "мені здається, це погана ідея"},
	"ur": {"میئر نے کہا کہ نیا پل اگلے مہینے کھل جائے گا جب سارا کام مکمل ہو جائے گا۔"},
	"vi": {"Thị trưởng nói rằng cây cầu mới sẽ được mở vào tháng tới khi mọi công việc hoàn thành.", "Giá bánh mì lại tăng"},
	"zh": {"市长说，新桥将于下个月通车。", "面包价格再次上涨"},
}

func TestDetect(t *testing.T) {
	for want, texts := range written {
		for _, text := range texts {
			if got, sure := language.Detect(text); got != want {
				t.Errorf("%q is taken for %q (%.2f), want %q", text, got, sure, want)
			}
		}
	}
}

// Each language of the table has a name, and each name a sentence.
func TestEveryLanguageHasANameAndASentence(t *testing.T) {
	for _, tag := range language.Tags() {
		if language.Name(tag) == tag {
			t.Errorf("%q has no name", tag)
		}
		if len(written[tag]) == 0 {
			t.Errorf("%q has no sentence", tag)
		}
	}
	if len(language.Tags()) != len(written) {
		t.Errorf("%d languages, sentences in %d", len(language.Tags()), len(written))
	}
}

func TestWhatCannotBeTold(t *testing.T) {
	for _, text := range []string{
		"", " \n", "42", "12:30 – 14:15", "?!", "OK", "😀😀😀", "\xff\xfe\x80", "…", "https://example.org/the-mayor-said-that-the",
		"<a href=\"x\" title=\"the mayor said that the bridge would open\">",
	} {
		if tag, sure := language.Detect(text); tag != "" || sure != 0 {
			t.Errorf("%q is taken for %q (%.2f)", text, tag, sure)
		}
	}
}

// What is short may be called nothing, but not English.
func TestShortTextsOfOtherLanguagesAreNotEnglish(t *testing.T) {
	for _, text := range []string{
		"Angela Merkel", "Emmanuel Macron, président", "Recep Tayyip Erdoğan", "Von Andreas Müller", "Par Jean Dupont",
		"Real Madrid 2, Bayern München 1", "Propos recueillis par Anne", "Lire aussi", "Mehr zum Thema", "Leer más",
		"Leggi anche", "Zobacz też", "Devamını oku", "Lees meer", "Läs mer", "Les mer", "Lue lisää", "Přečtěte si",
		"Foto: dpa", "Anzeige", "Publicité", "Publicidad", "Reklama", "Berlin (dpa)", "PARIS (AFP)", "Madrid (EFE)",
		"ja klar", "pas mal", "qué va", "nee joh", "no wiesz", "ma dai", "hadi ya", "né?",
	} {
		if tag, sure := language.Detect(text); tag == "en" {
			t.Errorf("%q is taken for English (%.2f)", text, sure)
		}
	}
}

// Languages that are not known here are not taken for English either.
func TestUnknownLanguages(t *testing.T) {
	for name, text := range map[string]string{
		"Esperanto":                  "La urbestro diris, ke la nova ponto malfermiĝos en la venonta monato, kiam ĉiuj laboroj finiĝos.",
		"Latin":                      "Consul dixit pontem novum proximo mense apertum iri, cum omnia opera perfecta essent.",
		"Maltese":                    "Is-sindku qal li l-pont il-ġdid se jinfetaħ ix-xahar id-dieħel meta jitlesta x-xogħol kollu.",
		"Polish without its letters": "Burmistrz powiedziala, ze nowy most zostanie otwarty w przyszlym miesiacu.",
		"gibberish":                  "Xqzvk wrtplk bdfgh jklmn pqrst vwxzq zxcvb qwrtp sdfgh hjklz mnbvc xzlkj hgfds qpwrt ztrwq.",
	} {
		if tag, sure := language.Detect(text); tag == "en" {
			t.Errorf("%s is taken for English (%.2f)", name, sure)
		}
	}
}
