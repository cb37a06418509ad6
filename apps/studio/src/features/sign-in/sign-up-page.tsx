import { NewAccount } from "@liveotter/contracts/promoter/accounts";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Page } from "../../ui/page.tsx";
import { CheckMail } from "./check-mail.tsx";
import { mailLocale } from "./mail-locale.ts";
import { PasswordField } from "./password-field.tsx";

export function SignUpPage() {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const account = { name, email, password, locale: mailLocale() };
  const signUp = useMutation({ mutationFn: () => answer(api.createAccount(account)) });
  if (signUp.isSuccess) {
    return (
      <CheckMail email={email} onBack={() => signUp.reset()}>
        <p>Open the link in it to confirm your address. It is good for one day.</p>
      </CheckMail>
    );
  }
  return (
    <Page title="Create an account">
      <Form
        error={signUp.error}
        faults={faults}
        names={{ "/name": "Your name", "/email": "E-mail address", "/password": "Password" }}
        onSubmit={() => {
          if (signUp.isPending) return;
          const { faults } = check(NewAccount, account);
          setFaults(faults ?? []);
          if (faults === null) signUp.mutate();
        }}
      >
        <TextField
          label="Your name"
          pointer="/name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="E-mail address"
          pointer="/email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label="Password"
          help="At least 10 characters. A few words in a row are easy to remember and hard to guess."
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        <Button type="submit" busy={signUp.isPending}>
          {signUp.isPending ? "Creating…" : "Create account"}
        </Button>
      </Form>
      <ul role="list" className="ways">
        <li>
          Have an account?{" "}
          <Link to="/sign-in" search={{}}>
            Sign in
          </Link>
        </li>
      </ul>
    </Page>
  );
}
