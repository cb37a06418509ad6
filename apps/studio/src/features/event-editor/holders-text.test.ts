import { expect, test } from "vitest";
import { changedText, emailedText } from "./holders-text.ts";

test("a promoter reads how many people will be emailed", () => {
  expect(emailedText(0)).toBe("Nobody has a ticket yet, so nobody will be emailed.");
  expect(emailedText(1)).toBe("1 person with tickets will be emailed.");
  expect(emailedText(1312)).toBe("1,312 people with tickets will be emailed.");
});

test("a promoter reads what about each performance is new", () => {
  const performance = { id: "p", date: "2027-06-12", time: "20:00" };
  expect(changedText({ ...performance, changed: ["date"] })).toBe("2027-06-12 20:00: new date");
  expect(changedText({ ...performance, time: null, changed: ["date", "time", "place"] })).toBe(
    "2027-06-12: new date, time and place",
  );
});
