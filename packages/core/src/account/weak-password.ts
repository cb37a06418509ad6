/** Ten characters or more, and among the first that anybody tries. Lower-case. */
const COMMON = new Set(
  `0123456789 0987654321 1122334455 1212121212 1234554321 12345678910 1234567890 123456789a 123456789q 1234567891
  1234567899 123456abcd 123456qwerty 1234qwerasdf 123qweasdzxc 147258369a 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc
  3rjs1la7qe 9876543210 a123456789 abc1234567 abcd123456 abcdefghij abcdefghijk administrator asdfghjkl1 asdfghjkl123
  basketball bismillah1 changeme12 changeme123 chocolate1 football12 football123 hello12345 iloveyou12 iloveyou123
  iloveyou22 jennifer123 letmein123 letmein1234 liverpool1 manchester master1234 michael123 passw0rd12 passw0rd123
  password01 password10 password11 password12 password123 password1234 password12345 password123456 password99 password!!
  passwort12 passwort123 princess12 princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc1 qazwsxedcrfv qwe123asd456
  qwer123456 qwer1234qwer qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop1 qwertyuiop123 qwertz1234
  qwertzuiop starwars123 sunshine12 sunshine123 superman12 superman123 test123456 testtest12 trustno123 unbelievable
  user123456 welcome123 welcome1234 yuantuo2012 zaq12wsxcde zaqxswcdevfr zxcvbnm123 zxcvbnm1234 correcthorsebatterystaple`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Why this password would not protect the account of this address, or `null`. Its length is somebody else's question. */
export function weaknessOf(password: string, email: string): string | null {
  const plain = password.trim().toLowerCase();
  if (COMMON.has(plain) || new Set(plain).size < 4) return "is among the first that anybody would try";
  if (plain === email || plain === email.split("@", 1)[0]) return "must not be the e-mail address";
  return null;
}
